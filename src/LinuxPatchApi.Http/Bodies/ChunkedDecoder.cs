using System.Buffers;
using LinuxPatchApi.Http.Limits;
using LinuxPatchApi.Http.Messages;
using LinuxPatchApi.Http.Parsing;

namespace LinuxPatchApi.Http.Bodies;

/// <summary>
/// Decodes RFC 9112 section 7.1. Pure and incremental. Trailer fields are validated and dropped (RFC 9110 section 6.5.1 allows it), so that
/// none can pass for a header; those that try to are refused.
/// </summary>
internal sealed class ChunkedDecoder(HttpLimits limits)
{
    private State _state;
    private long _chunkRest;
    private long _bodyBytes;
    private long _framingBytes;
    private int _trailers;
    private int _trailerBytes;

    private enum State
    {
        Size,
        Data,
        DataEnd,
        Trailers,
        Done,
    }

    /// <summary>Why decoding failed; meaningful after <see cref="HeadStatus.Failed"/>.</summary>
    public BodyOutcome Failure { get; private set; }

    /// <summary>Decodes the available bytes and passes each run of body bytes to <paramref name="sink"/>; null drops them.</summary>
    public HeadStatus Decode(
        in ReadOnlySequence<byte> buffer, PooledBody? sink, out SequencePosition consumed, out SequencePosition examined)
    {
        var reader = new SequenceReader<byte>(buffer);
        var status = HeadStatus.NeedMore;
        while (status == HeadStatus.NeedMore)
        {
            var progressed = _state switch
            {
                State.Data => ReadData(ref reader, sink),
                State.DataEnd => ReadDataEnd(ref reader, ref status),
                State.Size => ReadSize(ref reader, ref status),
                _ => ReadTrailer(ref reader, ref status),
            };
            if (!progressed)
            {
                break;
            }
        }
        consumed = reader.Position;
        examined = status == HeadStatus.NeedMore ? buffer.End : reader.Position;
        return status;
    }

    private bool ReadData(ref SequenceReader<byte> reader, PooledBody? sink)
    {
        var take = Math.Min(_chunkRest, reader.Remaining);
        if (take > 0)
        {
            sink?.Append(reader.UnreadSequence.Slice(0, take));
            reader.Advance(take);
            _chunkRest -= take;
        }
        _state = _chunkRest == 0 ? State.DataEnd : State.Data;
        return _chunkRest == 0;
    }

    private bool ReadDataEnd(ref SequenceReader<byte> reader, ref HeadStatus status)
    {
        if (reader.TryPeek(out var first) && first != '\r')
        {
            return Fail(BodyOutcome.Malformed, ref status);
        }
        if (reader.Remaining < 2)
        {
            return false;
        }
        if (!reader.IsNext("\r\n"u8, advancePast: true))
        {
            return Fail(BodyOutcome.Malformed, ref status);
        }
        _state = State.Size;
        return Count(2, ref status);
    }

    private bool ReadSize(ref SequenceReader<byte> reader, ref HeadStatus status)
    {
        var complete = LineReader.TryRead(ref reader, out var raw, limits.ChunkSizeDigits + limits.ChunkExtensionBytes, out var tooLong);
        if (tooLong)
        {
            return Fail(BodyOutcome.Malformed, ref status);
        }
        if (!complete)
        {
            return false;
        }
        Span<byte> copy = stackalloc byte[(int)raw.Length];
        raw.CopyTo(copy);
        ReadOnlySpan<byte> line = copy;
        // A size line ending in bare LF would hide a request in what another parser reads as the extension: CVE-2025-55315.
        if (LineReader.TrimCarriageReturn(ref line) is not null || ChunkSizeLine.Parse(line, limits) is not { } size)
        {
            return Fail(BodyOutcome.Malformed, ref status);
        }
        _bodyBytes += size;
        if (_bodyBytes > limits.BodyBytes)
        {
            return Fail(BodyOutcome.TooLarge, ref status);
        }
        _chunkRest = size;
        _state = size == 0 ? State.Trailers : State.Data;
        return Count(copy.Length + 1, ref status);
    }

    private bool ReadTrailer(ref SequenceReader<byte> reader, ref HeadStatus status)
    {
        // The empty line that ends the trailers always fits.
        var room = Math.Max(limits.TrailerBytes - _trailerBytes - 2, 0);
        var complete = LineReader.TryRead(ref reader, out var raw, room, out var tooLong);
        if (tooLong)
        {
            return Fail(BodyOutcome.TrailersTooLarge, ref status);
        }
        if (!complete)
        {
            return false;
        }
        var line = raw.IsSingleSegment ? raw.FirstSpan : raw.ToArray();
        if (LineReader.TrimCarriageReturn(ref line) is not null)
        {
            return Fail(BodyOutcome.Malformed, ref status);
        }
        if (line.IsEmpty)
        {
            _state = State.Done;
            status = HeadStatus.Complete;
            return true;
        }
        _trailerBytes += line.Length + 2;
        if (++_trailers > limits.TrailerCount)
        {
            return Fail(BodyOutcome.TrailersTooLarge, ref status);
        }
        return (FieldLineParser.Parse(line, 0, out var entry) is null && !FramingFields.IsForbiddenTrailer(line[..entry.NameLength]))
            || Fail(BodyOutcome.Malformed, ref status);
    }

    private bool Count(int framing, ref HeadStatus status)
    {
        _framingBytes += framing;
        return _framingBytes <= limits.ChunkFramingBytes || Fail(BodyOutcome.Malformed, ref status);
    }

    private bool Fail(BodyOutcome failure, ref HeadStatus status)
    {
        Failure = failure;
        status = HeadStatus.Failed;
        return false;
    }
}
