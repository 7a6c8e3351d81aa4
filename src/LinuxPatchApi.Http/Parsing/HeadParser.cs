using System.Buffers;
using LinuxPatchApi.Http.Faults;
using LinuxPatchApi.Http.Limits;

namespace LinuxPatchApi.Http.Parsing;

/// <summary>
/// Parses bytes to a request head. Pure and incremental: processes whole lines as they arrive and each complete line once.
/// </summary>
internal sealed class HeadParser(HttpLimits limits)
{
    private Stage _stage;
    private int _emptyLines;
    private int _headerBytes;

    private enum Stage
    {
        RequestLine,
        Fields,
        Done,
    }

    /// <summary>The head; valid only after <see cref="HeadStatus.Complete"/>.</summary>
    public RequestHead Head { get; } = new();

    /// <summary>Why parsing failed; only meaningful after <see cref="HeadStatus.Failed"/>.</summary>
    public HttpFaultReason Fault { get; private set; }

    /// <summary>True when no part of a request has been seen. Empty lines do not count: some clients send one after a body.</summary>
    public bool IsAtStart => _stage == Stage.RequestLine;

    /// <summary>Resets for the next request.</summary>
    public void Reset()
    {
        Head.Reset();
        _stage = Stage.RequestLine;
        _emptyLines = _headerBytes = 0;
    }

    /// <summary>
    /// Parses the available bytes. <paramref name="consumed"/> is after the last complete line, <paramref name="examined"/> is how far the
    /// input was examined.
    /// </summary>
    public HeadStatus Parse(in ReadOnlySequence<byte> buffer, out SequencePosition consumed, out SequencePosition examined)
    {
        var reader = new SequenceReader<byte>(buffer);
        while (true)
        {
            var complete = LineReader.TryRead(ref reader, out var line, Limit, out var tooLong);
            HttpFaultReason? fault = null;
            if (tooLong)
            {
                fault = TooLong(complete ? line : reader.UnreadSequence);
            }
            else if (complete)
            {
                fault = ProcessLine(line);
            }
            if (fault is { } reason)
            {
                Fault = reason;
            }
            if (fault is not null || !complete || _stage == Stage.Done)
            {
                consumed = reader.Position;
                examined = complete ? reader.Position : buffer.End;
                return fault is not null ? HeadStatus.Failed : _stage == Stage.Done ? HeadStatus.Complete : HeadStatus.NeedMore;
            }
        }
    }

    /// <summary>The empty line that ends the fields always fits.</summary>
    private int Limit => _stage == Stage.RequestLine ? limits.RequestLineBytes
        : Math.Clamp(limits.HeaderBytes - _headerBytes - 2, 0, limits.HeaderLineBytes);

    private HttpFaultReason TooLong(in ReadOnlySequence<byte> line)
    {
        if (_stage == Stage.Fields)
        {
            return HttpFaultReason.HeadersTooLarge;
        }
        var methodEnds = line.Slice(0, Math.Min(line.Length, limits.MethodBytes + 1)).PositionOf((byte)' ') is not null;
        return methodEnds ? HttpFaultReason.TargetTooLong : HttpFaultReason.MalformedRequestLine;
    }

    private HttpFaultReason? ProcessLine(in ReadOnlySequence<byte> raw)
    {
        var line = Head.Buffer.Append(raw, out var start);
        if (LineReader.TrimCarriageReturn(ref line) is { } fault)
        {
            return fault;
        }
        if (_stage == Stage.RequestLine)
        {
            return line.IsEmpty ? ProcessEmptyLine() : ProcessRequestLine(line);
        }
        if (line.IsEmpty)
        {
            _stage = Stage.Done;
            return FramingRules.Apply(Head);
        }
        return ProcessField(line, start);
    }

    private HttpFaultReason? ProcessEmptyLine() => ++_emptyLines > limits.LeadingEmptyLines ? HttpFaultReason.EmptyLines : null;

    private HttpFaultReason? ProcessRequestLine(ReadOnlySpan<byte> line)
    {
        _stage = Stage.Fields;
        return RequestLineParser.Parse(line, limits, Head);
    }

    private HttpFaultReason? ProcessField(ReadOnlySpan<byte> line, int start)
    {
        _headerBytes += line.Length + 2;
        if (Head.Headers.Count == limits.HeaderCount)
        {
            return HttpFaultReason.HeadersTooLarge;
        }
        var fault = FieldLineParser.Parse(line, start, out var entry);
        if (fault is null)
        {
            Head.Headers.Add(entry);
        }
        return fault;
    }
}

/// <summary>State of an incremental parser.</summary>
internal enum HeadStatus
{
    /// <summary>More bytes are needed.</summary>
    NeedMore,

    /// <summary>Parsing is complete and the input is valid.</summary>
    Complete,

    /// <summary>The input is invalid; the parser holds the reason.</summary>
    Failed,
}
