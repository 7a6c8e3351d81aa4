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

    /// <summary>Reads the file on every call, because DHCP changes it. Empty when it cannot be read or names no server.</summary>
    public static IReadOnlyList<IPEndPoint> Configured() =>
        BoundedFile.Read(File, AllowListLimits.MaxResolvConfBytes).Bytes is { } bytes ? Parse(Encoding.Latin1.GetString(bytes)) : [];

    /// <summary>Returns the first <see cref="AllowListLimits.MaxNameServers"/> servers. Skips addresses with a scope.</summary>
    public static IReadOnlyList<IPEndPoint> Parse(string content)
    {
        var servers = new List<IPEndPoint>();
        foreach (var line in content.Split('\n'))
        {
            var fields = line.Split((char[])[' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (servers.Count < AllowListLimits.MaxNameServers && fields is ["nameserver", var text, ..]
                && StrictAddress.TryParse(text, out var address))
            {
                servers.Add(new IPEndPoint(address, Port));
            }
        }
        return servers;
    }
}
