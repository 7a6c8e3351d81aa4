using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Files;
using LinuxPatchApi.Tls.Pem;

namespace LinuxPatchApi.Tls;

/// <summary>Reads certificates from PEM files. Reports each block that is not read with its line.</summary>
internal static class PemCertificates
{
    /// <summary>Returns the certificates. Null, with a problem added, when there is none or any block is damaged.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mayHold">Kinds of blocks beside certificates that are of use to others who read this file.</param>
    /// <param name="problems">What is found is added here.</param>
    public static X509Certificate2Collection? Load(string path, IReadOnlyList<PemKind> mayHold, List<TlsProblem> problems) =>
        Load(path, mayHold, problems, out _);

    /// <param name="path">The file.</param>
    /// <param name="mayHold">Kinds of blocks beside certificates that are of use to others who read this file.</param>
    /// <param name="problems">What is found is added here.</param>
    /// <param name="others">The blocks of those kinds.</param>
    public static X509Certificate2Collection? Load(
        string path, IReadOnlyList<PemKind> mayHold, List<TlsProblem> problems, out IReadOnlyList<PemBlock> others)
    {
        others = [];
        var file = AgentFile.Read(path, TlsLimits.MaxPemBytes);
        if (file.Bytes is not { } bytes)
        {
            problems.Add(TlsProblem.Of(file.Problem!));
            return null;
        }
        var content = PemReader.Read(bytes);
        List<PemFinding> findings = [.. content.Findings];
        var certificates = new X509Certificate2Collection();
        foreach (var block in content.Blocks)
        {
            if (block.Kind == PemKind.Certificate)
            {
                Add(certificates, block, findings);
            }
            else if (!mayHold.Contains(block.Kind))
            {
                findings.Add(new PemFinding(block.Line, block.WhyUnused(), IsDamage: false));
            }
        }
        others = [.. content.Blocks.Where(block => mayHold.Contains(block.Kind))];
        foreach (var finding in findings.OrderBy(finding => finding.Line))
        {
            problems.Add(new TlsProblem(TlsFailure.NotPem, finding.IsDamage, path, finding.ToString()));
        }
        if (findings.Exists(finding => finding.IsDamage))
        {
            return null;
        }
        if (certificates.Count > 0)
        {
            return certificates;
        }
        problems.Add(TlsProblem.Fatal(TlsFailure.NotPem, path, "holds no PEM certificate (-----BEGIN CERTIFICATE-----)"));
        return null;
    }

    /// <summary>Adds the certificate of a block unless it is present already.</summary>
    private static void Add(X509Certificate2Collection certificates, PemBlock block, List<PemFinding> findings)
    {
        try
        {
            var certificate = X509CertificateLoader.LoadCertificate(block.Der);
            if (!certificates.Any(present => present.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span)))
            {
                certificates.Add(certificate);
            }
        }
        catch (CryptographicException)
        {
            findings.Add(new PemFinding(block.Line, "holds a damaged PEM certificate", IsDamage: true));
        }
    }

    /// <summary>Reports a certificate that has expired, is not valid yet or expires soon.</summary>
    /// <param name="soon">As <see cref="TlsLimits.SoonFor"/>.</param>
    public static void CheckValidity(
        string path, string what, X509Certificate2 certificate, DateTimeOffset now, TimeSpan soon, List<TlsProblem> problems)
    {
        DateTimeOffset begin = certificate.NotBefore.ToUniversalTime();
        DateTimeOffset end = certificate.NotAfter.ToUniversalTime();
        if (now > end)
        {
            problems.Add(TlsProblem.Notice(TlsFailure.Expired, path, $"{what} expired on {end:u}"));
        }
        else if (now < begin)
        {
            problems.Add(TlsProblem.Notice(TlsFailure.NotYetValid, path, $"{what} is valid from {begin:u} on; is the clock right?"));
        }
        else if (end - now < Least(soon, end - begin))
        {
            problems.Add(TlsProblem.Notice(TlsFailure.ExpiresSoon, path, $"{what} expires on {end:u}"));
        }
    }

    /// <summary>The moments at which <see cref="CheckValidity"/> begins to judge otherwise: begin, soon, end.</summary>
    public static IEnumerable<DateTimeOffset> Turns(X509Certificate2 certificate, TimeSpan soon)
    {
        DateTimeOffset begin = certificate.NotBefore.ToUniversalTime();
        DateTimeOffset end = certificate.NotAfter.ToUniversalTime();
        return [begin, end - Least(soon, end - begin), end];
    }

    /// <summary>
    /// True when a certificate is to be renewed: less than <see cref="TlsLimits.Renewable"/> is left, or a third of its lifetime when
    /// that is shorter. Pure.
    /// </summary>
    public static bool EndsSoon(DateTimeOffset begin, DateTimeOffset end, DateTimeOffset now) =>
        end - now <= Least(TlsLimits.Renewable, end - begin);

    public static bool EndsSoon(X509Certificate2 certificate, DateTimeOffset now) =>
        EndsSoon(certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime(), now);

    private static TimeSpan Least(TimeSpan soon, TimeSpan lifetime) =>
        lifetime / TlsLimits.ExpiresSoonPart is var part && part < soon ? part : soon;
}
