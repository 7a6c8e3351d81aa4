using System.Net;
using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Checks;
using LinuxPatchApi.Host;
using LinuxPatchApi.InForce;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Doctor;

/// <summary>
/// Checks that clients which trust the CA file will accept the server certificate: it chains to one of its authorities and names this host.
/// </summary>
/// <param name="names">The names and addresses of this host.</param>
internal sealed class ServerIdentityCheck(ISnapshots files, Func<HostAddresses> names, TimeProvider time) : ICheck
{
    public const string Name = "server-identity";

    public string Id => Name;

    public ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken)
    {
        if (files.Current.Material is not { } material)
        {
            return new((CheckResult?)null);
        }

        var issued = LeadsTo(material.Server, material.Chain, material.Authorities, time.GetUtcNow());
        return new(Judge(material.Server, issued, names()));
    }

    /// <param name="isOfAuthorities">Whether the certificate chains to the CA file.</param>
    public static CheckResult Judge(X509Certificate2 server, bool isOfAuthorities, HostAddresses host)
    {
        if (!isOfAuthorities)
        {
            return CheckResult.Warn(
                Name,
                $"issued by {Cut(server.Issuer)}",
                "the server certificate was not issued by an authority of tls.ca_cert: clients that trust only that file refuse this host",
                "issue it by that authority ('linux-patch-api pki issue --server'), "
                + "add the intermediate to tls.server_cert, or give clients the authority that issued it");
        }

        var (dns, ip) = Named(server);
        if (dns.Count + ip.Count == 0)
        {
            return CheckResult.Warn(Name, "no name",
                "the server certificate has no subject alternative name; clients that check names will refuse it", Again(host));
        }

        var isCalled = ip.Any(host.Addresses.Contains) || dns.Any(d => host.Names.Any(n => Matches(d, n)));
        var seen = string.Join(", ", dns.Concat(ip.Select(a => a.ToString())));
        return isCalled
            ? CheckResult.Ok(Name, seen)
            : host.Addresses.Count == 0 && ip.Count > 0
                ? CheckResult.NotTested(Name, $"{seen}; the addresses of this host are not known")
            : CheckResult.Warn(
                Name, seen,
                $"the server certificate names neither this host ({string.Join(", ", host.Names)}) nor an address of it; "
                + "clients that call it by one of these refuse it",
                Again(host));
    }

    /// <summary>True when the certificate chains to an authority. Ignores validity, which another check covers.</summary>
    public static bool LeadsTo(X509Certificate2 server, X509Certificate2Collection intermediates, X509Certificate2Collection authorities,
        DateTimeOffset now)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.ExtraStore.AddRange(intermediates);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        return chain.Build(server);
    }

    /// <summary>Characters of a name. Origin: fits a line that a person reads.</summary>
    private const int MostOfName = 200;

    private static string Cut(string name) => OneLine.Of(name, MostOfName);

    private static string Again(HostAddresses host) => host.Addresses.FirstOrDefault(a => !IPAddress.IsLoopback(a)) is { } address
        ? $"issue it again with the name or address that clients call, "
            + $"for example --name {host.Names.FirstOrDefault() ?? "HOST"} --ip {address}"
        : "issue it again with the name or address that clients call";

    private static (IReadOnlyList<string> Dns, IReadOnlyList<IPAddress> Addresses) Named(X509Certificate2 server)
    {
        var names = server.Extensions.OfType<X509SubjectAlternativeNameExtension>().ToList();
        return ([.. names.SelectMany(n => n.EnumerateDnsNames())], [.. names.SelectMany(n => n.EnumerateIPAddresses())]);
    }

    /// <summary>
    /// A short host name matches the first label of the full one; a wildcard matches the first label (RFC 6125 section 6.4.3).
    /// </summary>
    private static bool Matches(string pattern, string name) =>
        string.Equals(pattern, name, StringComparison.OrdinalIgnoreCase)
        || (!name.Contains('.') && pattern.StartsWith(name + ".", StringComparison.OrdinalIgnoreCase))
        || (pattern.StartsWith("*.", StringComparison.Ordinal)
            && (!name.Contains('.') || pattern[1..].Equals(name[name.IndexOf('.')..], StringComparison.OrdinalIgnoreCase)));
}
