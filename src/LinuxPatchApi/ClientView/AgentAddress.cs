using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LinuxPatchApi.ClientView;

/// <summary>Where an agent is, as a person writes it.</summary>
/// <param name="Name">As given; shown in tables.</param>
internal sealed record AgentAddress(string Name, Uri Base)
{
    private const int DefaultPort = 12443;
    private const string Scheme = "https://";

    /// <summary>Parses HOST, HOST:PORT, an address of IPv6 with or without brackets, or the same as an https URL. Pure.</summary>
    public static AgentAddress? Parse(string text)
    {
        var bare = text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? text[Scheme.Length..].TrimEnd('/') : text;
        var isBareIpv6 = IPAddress.TryParse(bare, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6
            && bare[0] != '[';
        var authority = isBareIpv6 ? $"[{bare}]" : bare;
        var colon = authority.LastIndexOf(':');
        var hasPort = colon > authority.LastIndexOf(']') && colon >= 0;
        var port = DefaultPort;
        if (hasPort && (!int.TryParse(authority[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out port)
            || port is < 1 or > 65535))
        {
            return null;
        }
        var host = hasPort ? authority[..colon] : authority;
        var isSound = host.Length > 0 && (host[0] == '['
            ? IPAddress.TryParse(host, out _)
            : host.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-') && char.IsAsciiLetterOrDigit(host[0]));
        return isSound && Uri.TryCreate($"{Scheme}{host}:{port}", UriKind.Absolute, out var uri) ? new AgentAddress(text, uri) : null;
    }

    /// <summary>Some editors begin a file with it.</summary>
    private const char ByteOrderMark = '\uFEFF';

    /// <summary>
    /// Reads a file of hosts: one a line, blank lines and what follows a <c>#</c> left out. Pure. Exactly one of the results is set.
    /// </summary>
    public static (IReadOnlyList<AgentAddress>? Hosts, string? Problem) ParseFile(string file, ReadOnlySpan<byte> content)
    {
        var hosts = new List<AgentAddress>();
        var number = 0;
        foreach (var line in Encoding.UTF8.GetString(content).TrimStart(ByteOrderMark).Split('\n'))
        {
            number++;
            var text = line.Split('#')[0].Trim();
            if (text.Length == 0)
            {
                continue;
            }
            if (Parse(text) is not { } host)
            {
                return (null, $"{file}:{number}: {Plain.Text(text)} is no host");
            }
            hosts.Add(host);
        }
        return Check(hosts) is { } problem ? (null, $"{file}: {problem}") : (hosts, null);
    }

    /// <summary>Null when there is at least one host, none is there twice, and they are not too many.</summary>
    public static string? Check(IReadOnlyList<AgentAddress> hosts)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var host in hosts)
        {
            if (!seen.Add(host.Base.Authority))
            {
                return $"{host.Name} is there twice";
            }
        }
        return hosts.Count == 0 ? "it names no host"
            : hosts.Count > ClientLimits.MaxHosts ? $"{hosts.Count} hosts, at most {ClientLimits.MaxHosts} in one call" : null;
    }
}
