using System.Net;
using System.Net.Sockets;

namespace LinuxPatchApi.Http.Connections.Listening;

/// <summary>One spelling for each peer address, so that no filter can be passed by another.</summary>
internal static class PeerAddress
{
    /// <summary>IPv4-mapped IPv6 becomes IPv4; the scope id of link-local addresses goes.</summary>
    public static IPAddress Normalise(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }
        var hasScope = address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0;
        return hasScope ? new IPAddress(address.GetAddressBytes()) : address;
    }

    /// <summary>Who is counted: an IPv4 address, or the /64 of an IPv6 address. An IPv6 host has a /64 to itself as a rule (RFC 6177) and may
    /// change its address within it at will.</summary>
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
