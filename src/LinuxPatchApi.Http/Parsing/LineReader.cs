using System.Buffers;
using LinuxPatchApi.Http.Faults;

namespace LinuxPatchApi.Http.Parsing;

/// <summary>Cuts lines off a buffer. The verdict on a line is the same however its bytes are split.</summary>
internal static class LineReader
{
    /// <summary>Takes the next line, its LF cut off and its CR kept. False: no LF yet.</summary>
    /// <param name="reader">Moved behind the LF on success only.</param>
    /// <param name="line">The line with its CR.</param>
    /// <param name="limit">Bytes the line may have without CRLF.</param>
    /// <param name="tooLong">True when the line is longer, whether or not its end is there.</param>
    public static bool TryRead(ref SequenceReader<byte> reader, out ReadOnlySequence<byte> line, long limit, out bool tooLong)
    {
        if (!reader.TryReadTo(out line, (byte)'\n'))
        {
            // One byte more may be the CR.
            tooLong = reader.Remaining > limit + 1;
            return false;
        }
        tooLong = line.Length > limit + 1;
        return true;
    }

    /// <summary>Checks that a line ends in CR and holds no other, and cuts it off. Null when it is good.</summary>
    public static HttpFaultReason? TrimCarriageReturn(ref ReadOnlySpan<byte> line)
    {
        if (line is not [.., (byte)'\r'])
        {
            return HttpFaultReason.BareLineFeed;
        }
        line = line[..^1];
        return line.Contains((byte)'\r') ? HttpFaultReason.BareCarriageReturn : null;
    }
}
