using System.Buffers;
using LinuxPatchApi.Http.Faults;

namespace LinuxPatchApi.Http.Parsing;

/// <summary>Splits a buffer into lines. The result for a line does not depend on how its bytes were split.</summary>
internal static class LineReader
{
    /// <summary>Reads the next line, without its LF but with its CR. False when there is no LF yet.</summary>
    /// <param name="reader">Advanced past the LF, on success only.</param>
    /// <param name="line">The line with its CR.</param>
    /// <param name="limit">Most bytes of the line, without CRLF.</param>
    /// <param name="tooLong">True when the line is longer, whether or not its end has arrived.</param>
    public static bool TryRead(ref SequenceReader<byte> reader, out ReadOnlySequence<byte> line, long limit, out bool tooLong)
    {
        if (!reader.TryReadTo(out line, (byte)'\n'))
        {
            // One further byte may be the CR.
            tooLong = reader.Remaining > limit + 1;
            return false;
        }
        tooLong = line.Length > limit + 1;
        return true;
    }

    /// <summary>Checks that a line ends in CR and contains no other, and removes it. Null when valid.</summary>
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
