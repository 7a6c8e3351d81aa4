using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LinuxPatchApi.Enrolment;

/// <summary>Finds the address and the name that are reported to the manager, which will connect to them.</summary>
internal static class ReportedAddress
{
    private const int RouteFields = 8;
    private const int RouteMask = 7;

    /// <summary>The address by which this host reaches the manager; null when its name has no address or there is no route.</summary>
    public static async Task<IPAddress?> TowardsAsync(Uri manager, CancellationToken cancellationToken)
    {
        using var socket = new Socket(SocketType.Dgram, ProtocolType.Udp);
        try
        {
            // A UDP socket sends nothing when it connects; the kernel only chooses a route.
            await socket.ConnectAsync(manager.IdnHost, manager.Port, cancellationToken);
            var local = ((IPEndPoint)socket.LocalEndPoint!).Address;
            return local.IsIPv4MappedToIPv6 ? local.MapToIPv4() : local;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <summary>
    /// The address of an interface: the first IPv4 address in one of its networks, else its first global IPv6 address. From files, because
    /// the unit's sandbox forbids netlink. Pure.
    /// </summary>
    /// <param name="routes">The lines of /proc/net/route.</param>
    /// <param name="local">All IPv4 addresses of the host.</param>
    /// <param name="ipv6">The lines of /proc/net/if_inet6.</param>
    public static IPAddress? OfInterface(
        string name, IReadOnlyList<string> routes, IReadOnlyList<IPAddress> local, IReadOnlyList<string> ipv6)
    {
        foreach (var fields in routes.Select(line => line.Split('\t', StringSplitOptions.TrimEntries)))
        {
            if (fields.Length > RouteFields && fields[0] == name
                && Hex(fields[1]) is { } network && Hex(fields[RouteMask]) is { } mask and not 0
                && local.FirstOrDefault(address => (Value(address) & mask) == network) is { } found)
            {
                return found;
            }
        }
        return ipv6.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields is [{ Length: 32 }, _, _, "00", _, _] && fields[5] == name)
            .Select(fields => new IPAddress(Convert.FromHexString(fields[0]))).FirstOrDefault();
    }

    /// <summary>The name that the resolver gives this host, if it is a longer form of its host name; else the host name.</summary>
    public static async Task<string> FqdnAsync(string hostname, CancellationToken cancellationToken)
    {
        if (hostname.Contains('.', StringComparison.Ordinal))
        {
            return hostname;
        }
        try
        {
            var canonical = (await Dns.GetHostEntryAsync(hostname, cancellationToken)).HostName.TrimEnd('.');
            return canonical.StartsWith(hostname + ".", StringComparison.OrdinalIgnoreCase) ? canonical : hostname;
        }
        catch (SocketException)
        {
            return hostname;
        }
    }

    /// <summary>The kernel writes addresses there in the host's byte order.</summary>
    private static uint? Hex(string text) =>
        uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static uint? Value(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork
        ? BinaryPrimitives.ReadUInt32LittleEndian(address.GetAddressBytes())
        : null;
}
