using System.Globalization;
using System.Net;
using LinuxPatchApi.Files;

namespace LinuxPatchApi.Host;

/// <summary>The names and addresses of this host.</summary>
/// <param name="Names">Its host name.</param>
/// <param name="Addresses">All addresses of its interfaces, including loopback; empty when unknown.</param>
internal sealed record HostAddresses(IReadOnlyList<string> Names, IReadOnlyList<IPAddress> Addresses)
{
    /// <summary>Reads them from files, because the unit's sandbox forbids netlink sockets.</summary>
    public static HostAddresses Read(string hostname, string ipv4 = "/proc/net/fib_trie", string ipv6 = "/proc/net/if_inet6") =>
        new([hostname], [.. Ipv4(Lines(ipv4)), .. Ipv6(Lines(ipv6))]);

    /// <summary>True when a socket can be bound there, or when the addresses are unknown.</summary>
    public bool Has(IPAddress address) =>
        Addresses.Count == 0 || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) || IPAddress.IsLoopback(address)
        || Addresses.Any(a => a.GetAddressBytes().AsSpan().SequenceEqual(address.GetAddressBytes()));

    /// <summary>Parses the kernel's routing table: an address of the host is followed by the line <c>/32 host LOCAL</c>. Pure.</summary>
    public static IReadOnlyList<IPAddress> Ipv4(IReadOnlyList<string> lines)
    {
        var found = new List<IPAddress>();
        IPAddress? last = null;
        foreach (var line in lines.Select(l => l.Trim()))
        {
            if (line.StartsWith("|-- ", StringComparison.Ordinal))
            {
                last = IPAddress.TryParse(line[4..], out var address) ? address : null;
            }
            else if (line == "/32 host LOCAL" && last is not null && !found.Contains(last))
            {
                found.Add(last);
            }
        }

        return found;
    }

    /// <summary>Parses one address per line: 32 hexadecimal digits, index, prefix, scope, flags, device. Pure.</summary>
    public static IReadOnlyList<IPAddress> Ipv6(IReadOnlyList<string> lines) =>
    [
        .. lines.Select(l => l.Split(' ')[0])
            .Where(digits => digits.Length == 32 && UInt128.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _))
            .Select(digits => new IPAddress(Convert.FromHexString(digits))),
    ];

    private static string[] Lines(string path)
    {
        try
        {
            return RegularFile.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
