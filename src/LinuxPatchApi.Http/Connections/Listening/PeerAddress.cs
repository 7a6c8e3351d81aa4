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
}
