using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LinuxPatchApi.Http.Parsing;

/// <summary>
/// Validates <c>uri-host [":" port]</c>, RFC 9110 section 7.2, restricted to real host names: no user, percent encoding or list.
/// </summary>
internal static class HostParser
{
    private const int NameBytes = 255;
    private const int PortDigits = 5;

    /// <summary>True for a host name, IPv4 address or bracketed IPv6 address, with an optional port.</summary>
    public static bool IsValid(ReadOnlySpan<byte> value)
    {
        var hostEnd = value is [(byte)'[', ..] ? value.IndexOf((byte)']') + 1 : value.IndexOf((byte)':');
        var host = hostEnd < 0 ? value : value[..hostEnd];
        var rest = hostEnd < 0 ? [] : value[hostEnd..];
        return IsHost(host) && (rest.IsEmpty || (rest[0] == ':' && IsPort(rest[1..])));
    }

    private static bool IsHost(ReadOnlySpan<byte> host)
    {
        if (host.IsEmpty || host.Length > NameBytes)
        {
            return false;
        }
        if (host[0] != '[')
        {
            return !host.ContainsAnyExcept(CharacterSets.HostName);
        }
        var literal = host[1..^1];
        return !literal.IsEmpty && !literal.ContainsAnyExcept(CharacterSets.HostLiteral)
            && IPAddress.TryParse(Encoding.ASCII.GetString(literal), out var address)
            && address.AddressFamily == AddressFamily.InterNetworkV6;
    }

    private static bool IsPort(ReadOnlySpan<byte> port) =>
        port.Length is > 0 and <= PortDigits && !port.ContainsAnyExceptInRange((byte)'0', (byte)'9')
        && int.Parse(port, provider: null) <= IPEndPoint.MaxPort;
}
