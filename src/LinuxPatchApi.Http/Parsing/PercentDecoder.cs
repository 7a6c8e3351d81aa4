using System.Buffers;
using System.Text;
using System.Text.Unicode;
using LinuxPatchApi.Http.Faults;

namespace LinuxPatchApi.Http.Parsing;

/// <summary>Decodes percent encoding, exactly once; refuses whatever could be read in two ways.</summary>
internal static class PercentDecoder
{
    private const int StackBytes = 512;

    /// <summary>The part of the target to decode.</summary>
    internal enum Place
    {
        /// <summary>Path: encoded slashes and dot segments are refused.</summary>
        Path,

        /// <summary>Query: plus means a space.</summary>
        Query,
    }

    /// <summary>Decodes the input, whose characters have been checked; null and a fault when it must be refused.</summary>
    public static string? Decode(ReadOnlySpan<byte> raw, Place place, out HttpFaultReason fault)
    {
        fault = default;
        if (place == Place.Path ? !raw.Contains((byte)'%') : raw.IndexOfAny((byte)'%', (byte)'+') < 0)
        {
            return place == Place.Path && HasDotSegment(raw)
                ? Refuse(HttpFaultReason.DotSegment, out fault)
                : Encoding.ASCII.GetString(raw);
        }
        byte[]? rented = null;
        var decoded = raw.Length <= StackBytes ? stackalloc byte[StackBytes] : rented = ArrayPool<byte>.Shared.Rent(raw.Length);
        try
        {
            return Unescape(raw, place, decoded, out var length, out fault) ? ToText(decoded[..length], place, out fault) : null;
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    private static bool Unescape(ReadOnlySpan<byte> raw, Place place, Span<byte> decoded, out int length, out HttpFaultReason fault)
    {
        fault = default;
        length = 0;
        for (var i = 0; i < raw.Length; i++)
        {
            var value = raw[i];
            if (value == '+' && place == Place.Query)
            {
                value = (byte)' ';
            }
            else if (value == '%')
            {
                if (raw.Length - i < 3 || !char.IsAsciiHexDigit((char)raw[i + 1]) || !char.IsAsciiHexDigit((char)raw[i + 2]))
                {
                    fault = HttpFaultReason.InvalidPercentEncoding;
                    return false;
                }
                value = (byte)((HexValue(raw[i + 1]) << 4) | HexValue(raw[i + 2]));
                i += 2;
                if (value is (byte)'/' or (byte)'\\' && place == Place.Path)
                {
                    fault = HttpFaultReason.EncodedSlash;
                    return false;
                }
            }
            decoded[length++] = value;
        }
        return true;
    }

    private static int HexValue(byte digit) => char.IsAsciiDigit((char)digit) ? digit - '0' : (digit | 0x20) - 'a' + 10;

    private static string? ToText(ReadOnlySpan<byte> decoded, Place place, out HttpFaultReason fault)
    {
        fault = default;
        if (!Utf8.IsValid(decoded))
        {
            return Refuse(HttpFaultReason.InvalidUtf8, out fault);
        }
        var text = Encoding.UTF8.GetString(decoded);
        foreach (var character in text)
        {
            if (char.IsControl(character))
            {
                return Refuse(HttpFaultReason.EncodedControlCharacter, out fault);
            }
        }
        return place == Place.Path && HasDotSegment(decoded) ? Refuse(HttpFaultReason.DotSegment, out fault) : text;
    }

    private static string? Refuse(HttpFaultReason reason, out HttpFaultReason fault)
    {
        fault = reason;
        return null;
    }

    private static bool HasDotSegment(ReadOnlySpan<byte> path)
    {
        if (!path.Contains((byte)'.'))
        {
            return false;
        }
        foreach (var range in path.Split((byte)'/'))
        {
            if (path[range] is [(byte)'.'] or [(byte)'.', (byte)'.'])
            {
                return true;
            }
        }
        return false;
    }
}
