using System.Security.Cryptography;

namespace LinuxPatchApi.Pki;

/// <summary>Certificate serial numbers: random, positive, always of the same length.</summary>
internal static class SerialNumber
{
    /// <summary>
    /// Big-endian bytes. The top bit is clear (positive in DER), the next one set (no leading zero that tools might drop).
    /// </summary>
    public static byte[] Create()
    {
        var serial = RandomNumberGenerator.GetBytes(PkiLimits.SerialBytes);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        return serial;
    }

    /// <summary>Upper-case hexadecimal, as in the index.</summary>
    public static string Format(ReadOnlySpan<byte> serial) => Convert.ToHexString(serial);

    /// <summary>
    /// Accepts what openssl and browsers show: either case, with colons, with leading zeros. Null when it is not hexadecimal.
    /// </summary>
    public static string? Normalise(string text)
    {
        var digits = text.Replace(":", "", StringComparison.Ordinal).TrimStart('0').ToUpperInvariant();
        if (digits.Length == 0 || digits.Length > 40 || !digits.All(char.IsAsciiHexDigit))
        {
            return null;
        }
        return digits.Length % 2 == 0 ? digits : "0" + digits;
    }
}
