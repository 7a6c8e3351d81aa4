using System.Net;
using System.Text;
using LinuxPatchApi.Configuration.Validation;
using LinuxPatchApi.Files;

namespace LinuxPatchApi.Access.Dns;

/// <summary>The name servers of resolv.conf(5).</summary>
internal static class DnsServers
{
    private const string File = "/etc/resolv.conf";
    private const int Port = 53;

    /// <summary>Read anew each time: DHCP changes it. Empty when there is none.</summary>
    public static IReadOnlyList<IPEndPoint> Configured() =>
        BoundedFile.Read(File, AllowListLimits.MaxResolvConfBytes).Bytes is { } bytes ? Parse(Encoding.Latin1.GetString(bytes)) : [];

    /// <summary>The first ones; addresses with a scope are left out.</summary>
    public static IReadOnlyList<IPEndPoint> Parse(string content)
    {
        var servers = new List<IPEndPoint>();
        foreach (var line in content.Split('\n'))
        {
            var words = line.Split((char[])[' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (servers.Count < AllowListLimits.MaxNameServers && words is ["nameserver", var text, ..]
                && StrictAddress.TryParse(text, out IPAddress? address))
            {
                servers.Add(new IPEndPoint(address, Port));
            }
        }
        return servers;
    }
}
