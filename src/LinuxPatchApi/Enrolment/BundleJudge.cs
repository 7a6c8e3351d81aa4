using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LinuxPatchApi.Http.Tls;
using LinuxPatchApi.Tls;
using LinuxPatchApi.Tls.Pem;
using LinuxPatchApi.Tls.Revocation;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Enrolment;

/// <summary>What is installed of a bundle, written anew from what was judged.</summary>
/// <param name="Crl">Null when the bundle has no revocation list.</param>
internal sealed record JudgedBundle(byte[] Authorities, byte[] Server, byte[] Key, byte[]? Crl, string Summary)
{
    /// <summary>What is wrong with its revocation lists, installed or not; null when nothing is.</summary>
    public string? ListProblem { get; init; }
}

/// <summary>The judgement of a bundle: its files, or what is wrong with it.</summary>
internal sealed record Judgement(JudgedBundle? Good, EnrolmentProblem Problem, string? Detail);

/// <summary>Judges a bundle before anything of it is installed. Pure.</summary>
internal static class BundleJudge
{
    /// <param name="fqdn">The name that the certificate must have; null for any.</param>
    /// <param name="address">The address that it must have; null for any.</param>
    public static Judgement Judge(Bundle bundle, string? fqdn, IPAddress? address, DateTimeOffset now)
    {
        try
        {
            return JudgeAll(bundle, fqdn, address, now);
        }
        catch (CryptographicException)
        {
            // A part that is only looked at now: a date that is none, an extension.
            return Bad(EnrolmentProblem.BadBundle, "a certificate in it is damaged");
        }
    }

    private static Judgement JudgeAll(Bundle bundle, string? fqdn, IPAddress? address, DateTimeOffset now)
    {
        var authorities = Certificates(bundle.Authority);
        var chain = Certificates(bundle.Chain);
        var server = Certificates(bundle.Server);
        if (authorities is null or [] || chain is null || server is null or [])
        {
            return Bad(EnrolmentProblem.BadBundle, "a certificate in it is missing or damaged");
        }
        if (authorities.FirstOrDefault(one => !AuthorityFile.IsAuthority(one)) is { } other)
        {
            return Bad(EnrolmentProblem.BadChain, $"{Cut(other.Subject)} is not a CA certificate");
        }
        if (authorities.Select(one => (One: one, Why: CrlSignature.WhyNotVerifiable(one.PublicKey)
                ?? CertificateStrength.WhyWeak(one.PublicKey)))
            .FirstOrDefault(one => one.Why is not null) is { Why: { } why } weak)
        {
            return Bad(EnrolmentProblem.BadChain, $"the CA {Cut(weak.One.Subject)} {why}");
        }
        var leaf = server[0];
        (var key, var problem) = ReadKey(bundle.Key, leaf);
        return problem ?? JudgeLeaf(leaf, [.. server.Skip(1), .. chain], authorities, fqdn, address, now)
            ?? new Judgement(Write(leaf, server, chain, authorities, key!, bundle.Crl, now), EnrolmentProblem.None, null);
    }

    private static Judgement? JudgeLeaf(
        X509Certificate2 leaf, X509Certificate2[] others, List<X509Certificate2> authorities, string? fqdn, IPAddress? address,
        DateTimeOffset now)
    {
        if (!CertificateUsage.Allows(leaf, CertificateUsage.Server) || AuthorityFile.IsAuthority(leaf))
        {
            return Bad(EnrolmentProblem.BadChain, "the certificate is not for servers (extended key usage lacks serverAuth)");
        }
        if (!LeadsTo(leaf, others, authorities))
        {
            return Bad(EnrolmentProblem.BadChain,
                $"the certificate, issued by {Cut(leaf.Issuer)}, does not lead to {Cut(authorities[0].Subject)}");
        }
        var names = leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>().ToList();
        List<string> dns = [.. names.SelectMany(name => name.EnumerateDnsNames())];
        List<IPAddress> addresses = [.. names.SelectMany(name => name.EnumerateIPAddresses())];
        string[] missing =
        [
            .. fqdn is null || dns.Contains(fqdn, StringComparer.OrdinalIgnoreCase) ? Array.Empty<string>() : [$"DNS:{fqdn}"],
            .. address is null || addresses.Contains(address) ? Array.Empty<string>() : [$"IP:{address}"],
        ];
        if (missing.Length > 0)
        {
            var named = string.Join(", ", dns.Select(name => $"DNS:{name}").Concat(addresses.Select(one => $"IP:{one}")));
            return Bad(EnrolmentProblem.WrongNames,
                $"it is for {(named.Length == 0 ? "no name" : Cut(named))}, not for {string.Join(" and ", missing)}");
        }
        foreach (var one in authorities.Prepend(leaf))
        {
            var (begin, end) = (one.NotBefore.ToUniversalTime(), one.NotAfter.ToUniversalTime());
            if (now > end)
            {
                return Bad(EnrolmentProblem.CertificateExpired,
                    $"{Cut(one.Subject)} expired on {end:u}, and the clock of this host says {now:u}");
            }
            if (now < begin)
            {
                return Bad(EnrolmentProblem.ClockBehind,
                    $"{Cut(one.Subject)} is valid from {begin:u} on, and the clock of this host says {now:u}");
            }
        }
        return null;
    }

    private static (byte[]? Pem, Judgement? Problem) ReadKey(string text, X509Certificate2 leaf)
    {
        var content = PemReader.Read(Encoding.UTF8.GetBytes(text));
        if (content.Findings.Any(finding => finding.IsDamage) || content.Blocks is not [{ Kind: PemKind.PrivateKey } block])
        {
            content.Clear();
            return (null, Bad(EnrolmentProblem.BadBundle, "server_key is not one unencrypted PEM private key"));
        }
        try
        {
            using var elliptic = ServerKey.ReadElliptic(block);
            using var rsa = elliptic is null ? ServerKey.ReadRsa(block) : null;
            using var joined = ServerKey.Join(leaf, elliptic, rsa);
            return joined is null ? (null, Bad(EnrolmentProblem.KeyMismatch, null))
                : rsa is { KeySize: < TlsLimits.MinRsaBits }
                    ? (null, Bad(EnrolmentProblem.BadBundle, $"an RSA key needs at least {TlsLimits.MinRsaBits} bits"))
                : (Encoding.ASCII.GetBytes((elliptic?.ExportPkcs8PrivateKeyPem() ?? rsa!.ExportPkcs8PrivateKeyPem()) + "\n"), null);
        }
        catch (CryptographicException)
        {
            return (null, Bad(EnrolmentProblem.BadBundle, "the private key is damaged, or neither ECDSA nor RSA"));
        }
        finally
        {
            content.Clear();
        }
    }

    private static JudgedBundle Write(X509Certificate2 leaf, List<X509Certificate2> server, List<X509Certificate2> chain,
        List<X509Certificate2> authorities, byte[] key, string crl, DateTimeOffset now)
    {
        // Only what leads to the authority; what else came along was not judged.
        List<X509Certificate2> intermediates =
        [
            .. server.Skip(1).Concat(chain)
                .Where(one => AuthorityFile.IsAuthority(one) && !IsIn(authorities, one) && LeadsTo(one, [.. chain], authorities)),
        ];
        var accepted = Pem(authorities.Concat(intermediates));
        var (list, problem) = ReadList(crl, accepted, now);
        var summary = $"{Cut(leaf.Subject)}, serial {leaf.SerialNumber}, until {leaf.NotAfter.ToUniversalTime():u}, "
            + $"issued by {Cut(leaf.Issuer)}";
        return new JudgedBundle(accepted, Pem(intermediates.Prepend(leaf)), key, list, summary) { ListProblem = problem };
    }

    /// <summary>
    /// Returns the revocation lists to install, and what is wrong with them. A list of any certificate that will be accepted counts, also
    /// of
    /// an intermediate, and so does one whose issuer may come later. Only a text without any list is not installed, and never without a
    /// word.
    /// </summary>
    /// <param name="accepted">The certificates that clients may come from, as PEM.</param>
    public static (byte[]? List, string? Problem) ReadList(string crl, byte[] accepted, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(crl))
        {
            return (null, null);
        }
        var (list, left) = Lists(crl);
        var read = CrlFile.Parse("crl_pem", list, PemAuthorities.Of(accepted), now);
        var isUsable = read.Lists.Count + read.Future.Count + read.Unplaced.Count + read.FutureUnplaced.Count > 0;
        return isUsable ? (list, read.Reason is { } why ? Cut(why) : left)
            : (null, $"{Cut(left ?? read.Reason ?? "crl_pem holds no revocation list")}; no revocation list is installed from it");
    }

    /// <summary>The text as it is, for its damage counts; but a private key in it does not get into a file that others may read.</summary>
    /// <returns>The lists, and a word on what is left out.</returns>
    private static (byte[] Lists, string? Left) Lists(string crl)
    {
        var bytes = Encoding.UTF8.GetBytes(crl);
        if (!crl.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
        {
            return (bytes, null);
        }

        var content = PemReader.Read(bytes);
        if (content.Findings.Any(finding => finding.IsDamage))
        {
            // What is left out could be a list.
            content.Clear();
            return ([], "crl_pem holds a private key, and a damaged part");
        }

        var lists = string.Concat(content.Blocks.Where(block => block.Kind == PemKind.RevocationList)
            .Select(block => PemEncoding.WriteString("X509 CRL", block.Der) + "\n"));
        content.Clear();
        return (Encoding.ASCII.GetBytes(lists), "crl_pem holds a private key, which is left out");
    }

    private static bool LeadsTo(X509Certificate2 certificate, X509Certificate2[] others, List<X509Certificate2> authorities)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities.ToArray());
        chain.ChainPolicy.ExtraStore.AddRange(others);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        // The dates are judged by the caller, who knows what to say of them.
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        return chain.Build(certificate);
    }

    /// <summary>All certificates of a text; null when one is damaged or there are too many.</summary>
    private static List<X509Certificate2>? Certificates(string pem)
    {
        var content = PemReader.Read(Encoding.UTF8.GetBytes(pem));
        if (content.Findings.Any(finding => finding.IsDamage) || content.Blocks.Count > EnrolmentLimits.ChainCertificates
            || content.Blocks.Any(block => block.Kind != PemKind.Certificate))
        {
            return null;
        }
        try
        {
            return [.. content.Blocks.Select(block => X509CertificateLoader.LoadCertificate(block.Der))];
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static bool IsIn(List<X509Certificate2> all, X509Certificate2 one) =>
        all.Any(other => other.RawDataMemory.Span.SequenceEqual(one.RawDataMemory.Span));

    private static byte[] Pem(IEnumerable<X509Certificate2> certificates) =>
        Encoding.ASCII.GetBytes(string.Concat(certificates.Select(one => one.ExportCertificatePem() + "\n")));

    private static string Cut(string text) => OneLine.Of(text, EnrolmentLimits.DetailCharacters);

    private static Judgement Bad(EnrolmentProblem problem, string? detail) => new(null, problem, detail);
}
