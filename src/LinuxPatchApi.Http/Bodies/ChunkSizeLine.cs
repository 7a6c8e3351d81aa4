using LinuxPatchApi.Http.Limits;
using LinuxPatchApi.Http.Parsing;

namespace LinuxPatchApi.Http.Bodies;

/// <summary>Parses <c>chunk-size [chunk-ext]</c>, RFC 9112 section 7.1.1. Extensions are ignored but must be well-formed.</summary>
internal static class ChunkSizeLine
{
    /// <summary>Returns the size; null when the line (without CRLF) is malformed or exceeds a limit.</summary>
    public static long? Parse(ReadOnlySpan<byte> line, HttpLimits limits)
    {
        var digits = 0;
        long size = 0;
        while (digits < line.Length && char.IsAsciiHexDigit((char)line[digits]))
        {
            if (digits == limits.ChunkSizeDigits)
            {
                return null;
            }
            size = (size << 4) | (long)HexValue(line[digits++]);
        }
        var extension = line[digits..];
        return digits > 0 && extension.Length <= limits.ChunkExtensionBytes && IsExtension(extension) ? size : null;
    }

    private static int HexValue(byte digit) => char.IsAsciiDigit((char)digit) ? digit - '0' : (digit | 0x20) - 'a' + 10;

    /// <summary><c>*( BWS ";" BWS name [ BWS "=" BWS value ] )</c>.</summary>
    private static bool IsExtension(ReadOnlySpan<byte> rest)
    {
        while (!rest.IsEmpty)
        {
            rest = rest.TrimStart(" \t"u8);
            if (rest is not [(byte)';', ..])
            {
                return false;
            }
            rest = rest[1..].TrimStart(" \t"u8);
            if (!SkipToken(ref rest))
            {
                return false;
            }
            var afterSpace = rest.TrimStart(" \t"u8);
            if (afterSpace is [(byte)'=', ..])
            {
                rest = afterSpace[1..].TrimStart(" \t"u8);
                if (rest is [(byte)'"', ..] ? !SkipQuoted(ref rest) : !SkipToken(ref rest))
                {
                    return false;
                }
            }
        }
        return true;
    }

    private static bool SkipToken(ref ReadOnlySpan<byte> rest)
    {
        var length = rest.IndexOfAnyExcept(CharacterSets.Token);
        length = length < 0 ? rest.Length : length;
        rest = rest[length..];
        return length > 0;
    }

    private static bool SkipQuoted(ref ReadOnlySpan<byte> rest)
    {
        for (var i = 1; i < rest.Length; i++)
        {
            if (rest[i] == '"')
            {
                rest = rest[(i + 1)..];
                return true;
            }
            i += rest[i] == '\\' ? 1 : 0;
            if (i < rest.Length && rest[i] != '\t' && (rest[i] < ' ' || rest[i] == 0x7F))
            {
                return false;
            }
        }
        return false;
    }
}
