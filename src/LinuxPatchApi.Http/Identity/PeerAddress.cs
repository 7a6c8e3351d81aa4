using System.Net;
using System.Net.Sockets;

namespace LinuxPatchApi.Http.Identity;

/// <summary>Normalises peer addresses, so that no filter can be bypassed by another form.</summary>
internal static class PeerAddress
{
    /// <summary>Converts IPv4-mapped IPv6 to IPv4 and removes the scope id of link-local addresses.</summary>
    public static IPAddress Normalise(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }
        var hasScope = address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0;
        return hasScope ? new IPAddress(address.GetAddressBytes()) : address;
    }

    /// <summary>
    /// Returns the network that limits count: the IPv4 address, or the /64 of an IPv6 address. An IPv6 host usually has a /64 to itself
    /// (RFC 6177) and can change its address within it at will.
    /// </summary>
    public static IPAddress Network(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return new IPAddress(bytes);
    }
}
