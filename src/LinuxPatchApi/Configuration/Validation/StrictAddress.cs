using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace LinuxPatchApi.Configuration.Validation;

/// <summary>
/// Parses IP addresses as people write them. The base library also accepts "10.1", octal and hexadecimal parts, "[::1]:80" and a bare
/// number; in an access rule each of these would be a surprise, so they are refused here.
/// </summary>
internal static class StrictAddress
{
    /// <summary>IFNAMSIZ without its NUL.</summary>
    private const int ZoneLength = 15;

    /// <summary>Parses an address. Accepts and drops a zone id (<c>fe80::1%eth0</c>) that can be an interface name or number.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out IPAddress? address)
    {
        var zone = text.IndexOf('%');
        var bare = zone > 0 && text.Contains(':') ? text[..zone] : text;
        address = null;
        if (bare.Length < text.Length && !IsZone(text.AsSpan(zone + 1)))
        {
            return false;
        }
        if (!bare.All(c => char.IsAsciiHexDigit(c) || c is '.' or ':') || !IPAddress.TryParse(bare, out var parsed))
        {
            return false;
        }
        if (parsed.AddressFamily == AddressFamily.InterNetwork && parsed.ToString() != bare)
        {
            return false;
        }
        address = parsed;
        return true;
    }

    private static bool IsZone(ReadOnlySpan<char> zone)
    {
        foreach (var c in zone)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_' or '@'))
            {
                return false;
            }
        }
        return zone.Length is > 0 and <= ZoneLength;
    }
}
