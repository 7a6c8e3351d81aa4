using System.Net;
using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Access;
using LinuxPatchApi.Configuration.Validation;
using LinuxPatchApi.Host;

namespace LinuxPatchApi.Cli.Setup;

/// <summary>The names and addresses that a server certificate has, or shall have.</summary>
internal sealed record ServerNames(IReadOnlyList<string> Dns, IReadOnlyList<IPAddress> Addresses)
{
    private const string Loopback = "localhost";

    /// <summary>
    /// Names and addresses in one certificate. Origin: a certificate of that many is 4 KB, still one flight of packets (RFC 6928).
    /// </summary>
    public const int Most = 100;

    public int Count => Dns.Count + Addresses.Count;

    public IEnumerable<string> All => Dns.Concat(Addresses.Select(a => a.ToString()));

    /// <summary>
    /// Everything this host is called by: the names that the operator gave, its own name, short and full, and its addresses. Pure. Leaves
    /// out link-local addresses, which no client can call without naming its own interface.
    /// </summary>
    /// <param name="given">Names and addresses from the command line; they come first.</param>
    /// <param name="hosts">The lines of /etc/hosts.</param>
    /// <param name="canonical">The name of this host in the DNS; null when unknown.</param>
    public static ServerNames Of(IReadOnlyList<string> given, HostAddresses host, IReadOnlyList<string> hosts, string? canonical)
    {
        var names = new List<string>();
        var addresses = new List<IPAddress>();
        foreach (var text in given)
        {
            Add(text);
        }
        var own = host.Names.Select(FirstLabel).ToList();
        host.Names.ToList().ForEach(AddName);
        foreach (var line in hosts)
        {
            var words = line.Split('#')[0].Split((char[])[' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            for (var i = 1; i < words.Length && StrictAddress.TryParse(words[0], out var address); i++)
            {
                if (own.Contains(FirstLabel(words[i])) || (!IPAddress.IsLoopback(address) && host.Addresses.Contains(address)))
                {
                    AddName(words[i]);
                }
            }
        }
        if (canonical is not null && own.Contains(FirstLabel(canonical)))
        {
            AddName(canonical);
        }
        AddName(Loopback);
        foreach (var address in host.Addresses.Where(IsCallable).Concat([IPAddress.Loopback, IPAddress.IPv6Loopback]))
        {
            AddAddress(address);
        }
        return new ServerNames(names, addresses);

        void Add(string text)
        {
            if (StrictAddress.TryParse(text, out var address))
            {
                AddAddress(address);
            }
            else
            {
                AddName(text);
            }
        }

        void AddName(string name)
        {
            var bare = name.TrimEnd('.').ToLowerInvariant();
            if (HostName.IsValid(bare.StartsWith("*.", StringComparison.Ordinal) ? bare[2..] : bare) && !names.Contains(bare))
            {
                names.Add(bare);
            }
        }

        void AddAddress(IPAddress address)
        {
            if (!addresses.Contains(address))
            {
                addresses.Add(address);
            }
        }
    }

    /// <summary>Returns the first so many, the given ones before the others.</summary>
    public ServerNames First(int most) =>
        new([.. Dns.Take(most)], [.. Addresses.Take(Math.Max(0, most - Dns.Count))]);

    public static ServerNames In(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().ToList();
        return new([.. names.SelectMany(n => n.EnumerateDnsNames())], [.. names.SelectMany(n => n.EnumerateIPAddresses())]);
    }

    /// <summary>Those of <paramref name="wanted"/> that are not here. Does not judge wildcards: they cover, and are left alone.</summary>
    public IReadOnlyList<string> Missing(ServerNames wanted) =>
    [
        .. wanted.Dns.Where(name => !Dns.Any(d => Covers(d, name))),
        .. wanted.Addresses.Where(address => !Addresses.Contains(address)).Select(a => a.ToString()),
    ];

    /// <summary>Those of <paramref name="wanted"/> that are here, in the order in which they are wanted.</summary>
    public ServerNames Having(ServerNames wanted) =>
        new([.. wanted.Dns.Where(name => Dns.Any(d => Covers(d, name)))], [.. wanted.Addresses.Where(Addresses.Contains)]);

    /// <summary>True when other machines can call it by one of these.</summary>
    public bool IsCallableFromOutside => Dns.Any(name => name != Loopback) || Addresses.Any(a => !IPAddress.IsLoopback(a));

    /// <summary>A wildcard stands for exactly one label (RFC 6125 section 6.4.3).</summary>
    private static bool Covers(string pattern, string name) => string.Equals(pattern, name, StringComparison.OrdinalIgnoreCase)
        || (pattern.StartsWith("*.", StringComparison.Ordinal) && name.Contains('.')
            && pattern[1..].Equals(name[name.IndexOf('.')..], StringComparison.OrdinalIgnoreCase));

    private static bool IsCallable(IPAddress address) => !address.IsIPv6LinkLocal && !address.IsIPv6Multicast;

    private static string FirstLabel(string name) => name.Split('.')[0].ToLowerInvariant();
}
