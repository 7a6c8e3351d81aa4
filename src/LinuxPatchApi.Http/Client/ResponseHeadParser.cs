using System.Text;
using LinuxPatchApi.Http.Limits;
using LinuxPatchApi.Http.Parsing;
using LinuxPatchApi.Http.Responses;

namespace LinuxPatchApi.Http.Client;

/// <summary>
/// Parses status line and fields of a response (RFC 9112 sections 4 and 6.3), all at once. Pure. Ambiguous input is refused.
/// </summary>
internal static class ResponseHeadParser
{
    /// <summary><c>HTTP/1.1 200</c>.</summary>
    private const int StatusLineBytes = 12;

    /// <summary>More digits exceed every accepted length; fewer never overflow.</summary>
    private const int LengthDigits = 18;

    /// <summary>Of Retry-After. More would be years.</summary>
    private const int SecondsDigits = 8;

    /// <summary>Parses a head; null when it is malformed.</summary>
    /// <param name="head">Everything up to, but without, the empty line; each line with its CRLF.</param>
    /// <param name="limits">For the number of fields.</param>
    public static ResponseHead? Parse(ReadOnlySpan<byte> head, HttpLimits limits)
    {
        if (!ReadLine(ref head, out var line) || ParseStatus(line, out var isHttp10) is not { } status)
        {
            return null;
        }
        var (fields, lengths, codings, isEncoded) = (0, 0, 0, false);
        long length = 0;
        string? mediaType = null;
        int? retryAfter = null;
        while (!head.IsEmpty)
        {
            if (!ReadLine(ref head, out line) || line.IsEmpty || ++fields > limits.HeaderCount
                || FieldLineParser.Parse(line, 0, out var entry) is not null)
            {
                return null;
            }
            var name = line[..entry.NameLength];
            var value = line.Slice(entry.ValueStart, entry.ValueLength);
            if (Ascii.EqualsIgnoreCase(name, "Content-Length"u8))
            {
                // The same length twice is one (RFC 9110 section 8.6).
                var stated = ParseLength(value);
                lengths += lengths == 1 && stated == length ? 0 : 1;
                length = stated;
            }
            else if (Ascii.EqualsIgnoreCase(name, "Transfer-Encoding"u8))
            {
                codings += Ascii.EqualsIgnoreCase(value, "chunked"u8) && !isHttp10 ? 1 : 2;
            }
            else if (Ascii.EqualsIgnoreCase(name, "Content-Encoding"u8))
            {
                // We did not request any encoding.
                isEncoded |= !Ascii.EqualsIgnoreCase(value, "identity"u8);
            }
            else if (Ascii.EqualsIgnoreCase(name, "Content-Type"u8))
            {
                var end = value.IndexOf((byte)';');
                mediaType = Encoding.ASCII.GetString(end < 0 ? value : value[..end]).Trim().ToLowerInvariant();
            }
            else if (Ascii.EqualsIgnoreCase(name, "Retry-After"u8))
            {
                retryAfter = value.Length <= SecondsDigits && ParseLength(value) is >= 0 and var seconds ? (int)seconds : null;
            }
        }
        return lengths + codings > 1 || length < 0 || isEncoded ? null
            : new ResponseHead(status, codings == 1 ? BodyKind.Chunked : BodyKind.Length, lengths == 1 ? length : null)
            {
                MediaType = mediaType,
                RetryAfter = retryAfter,
            };
    }

    private static bool ReadLine(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> line)
    {
        var end = rest.IndexOf((byte)'\n');
        line = end < 0 ? rest : rest[..(end + 1)];
        rest = rest[line.Length..];
        if (end < 0)
        {
            return false;
        }
        line = line[..^1];
        return LineReader.TrimCarriageReturn(ref line) is null;
    }

    /// <summary>The reason phrase is ignored; the space before it may be missing when it is empty, as some servers send it.</summary>
    private static int? ParseStatus(ReadOnlySpan<byte> line, out bool isHttp10)
    {
        isHttp10 = line.StartsWith("HTTP/1.0 "u8);
        if ((!isHttp10 && !line.StartsWith("HTTP/1.1 "u8)) || line.Length < StatusLineBytes
            || (line.Length > StatusLineBytes && line[StatusLineBytes] != ' ') || line.ContainsAny(CharacterSets.ForbiddenInValue))
        {
            return null;
        }
        var digits = line[9..StatusLineBytes];
        return digits.ContainsAnyExceptInRange((byte)'0', (byte)'9') || digits[0] is (byte)'0' or > (byte)'5'
            ? null
            : int.Parse(digits, provider: null);
    }

    /// <summary>Returns -1 for anything but plain digits.</summary>
    private static long ParseLength(ReadOnlySpan<byte> value) =>
        value.IsEmpty || value.Length > LengthDigits || value.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            || (value[0] == '0' && value.Length > 1)
            ? -1
            : long.Parse(value, provider: null);
}
