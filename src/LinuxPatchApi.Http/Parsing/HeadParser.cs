using System.Buffers;
using LinuxPatchApi.Http.Faults;

namespace LinuxPatchApi.Http.Parsing;

/// <summary>Bytes to request head. Pure and incremental: takes whole lines as they come, never looks at a byte twice once its line is
/// complete.</summary>
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

    /// <summary>The head; complete only after <see cref="HeadStatus.Complete"/>.</summary>
    public RequestHead Head { get; } = new();

    /// <summary>Why parsing failed; meaningful after <see cref="HeadStatus.Failed"/>.</summary>
    public HttpFaultReason Fault { get; private set; }

    /// <summary>True when nothing of a request has been seen yet. Empty lines are none: some clients send one behind a body.</summary>
    public bool IsAtStart => _stage == Stage.RequestLine;

    /// <summary>Back to the beginning, for the next request.</summary>
    public void Reset()
    {
        Head.Reset();
        _stage = Stage.RequestLine;
        _emptyLines = _headerBytes = 0;
    }

    /// <summary>Parses what is there. <paramref name="consumed"/> is behind the last complete line, <paramref name="examined"/> what was
    /// looked at.</summary>
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
                fault = TakeLine(line);
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

    /// <summary>The empty line that ends the fields always has room.</summary>
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

    private HttpFaultReason? TakeLine(in ReadOnlySequence<byte> raw)
    {
        var line = Head.Buffer.Append(raw, out var start);
        if (LineReader.TrimCarriageReturn(ref line) is { } fault)
        {
            return fault;
        }
        if (_stage == Stage.RequestLine)
        {
            return line.IsEmpty ? TakeEmptyLine() : TakeRequestLine(line);
        }
        if (line.IsEmpty)
        {
            _stage = Stage.Done;
            return FramingRules.Apply(Head);
        }
        return TakeField(line, start);
    }

    private HttpFaultReason? TakeEmptyLine() => ++_emptyLines > limits.LeadingEmptyLines ? HttpFaultReason.EmptyLines : null;

    private HttpFaultReason? TakeRequestLine(ReadOnlySpan<byte> line)
    {
        _stage = Stage.Fields;
        return RequestLineParser.Parse(line, limits, Head);
    }

    private HttpFaultReason? TakeField(ReadOnlySpan<byte> line, int start)
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
