using LinuxPatchApi.Http.Faults;

namespace LinuxPatchApi.Http.Parsing;

/// <summary>Parses one header or trailer line: RFC 9112 section 5, without any of its tolerances.</summary>
internal static class FieldLineParser
{
    /// <summary>
    /// Parses a line without its CRLF. <paramref name="start"/> is its offset in the buffer that the entry refers to. Null when valid.
    /// </summary>
    public static HttpFaultReason? Parse(ReadOnlySpan<byte> line, int start, out HeaderEntry entry)
    {
        entry = default;
        if (line[0] is (byte)' ' or (byte)'\t')
        {
            return HttpFaultReason.LineFolding;
        }
        var colon = line.IndexOf((byte)':');
        if (colon <= 0 || line[..colon].ContainsAnyExcept(CharacterSets.Token))
        {
            return HttpFaultReason.InvalidHeaderName;
        }
        var valueStart = colon + 1;
        var valueEnd = line.Length;
        while (valueStart < valueEnd && line[valueStart] is (byte)' ' or (byte)'\t')
        {
            valueStart++;
        }
        while (valueEnd > valueStart && line[valueEnd - 1] is (byte)' ' or (byte)'\t')
        {
            valueEnd--;
        }
        if (line[valueStart..valueEnd].ContainsAny(CharacterSets.ForbiddenInValue))
        {
            return HttpFaultReason.InvalidHeaderValue;
        }
        entry = new HeaderEntry(start, colon, start + valueStart, valueEnd - valueStart);
        return null;
    }
}
