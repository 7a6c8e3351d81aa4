using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Http.Tls;
using LinuxPatchApi.Tls.Pem;
using LinuxPatchApi.Tls.Revocation;

namespace LinuxPatchApi.Tls;

/// <summary>Reads the CA file: the only certificates that a client's chain may end at.</summary>
internal static class AuthorityFile
{
    /// <summary>Returns the certificates that may issue others. Null, with a problem added, when the file has none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="now">Wall clock.</param>
    /// <param name="problems">Receives what is wrong with the file.</param>
    /// <param name="lists">The blocks of the same file that hold revocation lists, not parsed.</param>
    public static X509Certificate2Collection? Load(
        string path, DateTimeOffset now, TimeSpan soon, List<TlsProblem> problems, out IReadOnlyList<PemBlock> lists)
    {
        if (PemCertificates.Load(path, [PemKind.RevocationList], problems, out lists) is not { } all)
        {
            return null;
        }
        var authorities = new X509Certificate2Collection();
        var weakOnes = 0;
        foreach (var certificate in all)
        {
            if (!IsAuthority(certificate))
            {
                problems.Add(TlsProblem.Notice(TlsFailure.NotAnAuthority, path,
                    $"{certificate.Subject} is not a CA certificate and is left out"));
                continue;
            }
            if (CrlSignature.WhyNotVerifiable(certificate.PublicKey) is { } why)
            {
                // Certificates of this CA could never be revoked.
                problems.Add(TlsProblem.Fatal(TlsFailure.KeyUnsupported, path, $"the CA {certificate.Subject} {why}"));
                continue;
            }
            if (CertificateStrength.WhyWeak(certificate.PublicKey) is { } weak)
            {
                // Kept: the log then says why a client of it is refused.
                problems.Add(TlsProblem.Notice(
                    TlsFailure.KeyUnsupported, path, $"the CA {certificate.Subject} {weak}: every client certificate of it is refused"));
                weakOnes++;
            }
            authorities.Add(certificate);
            PemCertificates.CheckValidity(path, $"the CA certificate {certificate.Subject}", certificate, now, soon, problems);
        }
        if (weakOnes > 0 && weakOnes == authorities.Count)
        {
            problems.Add(TlsProblem.Fatal(TlsFailure.KeyUnsupported, path, "no CA has a key that clients are accepted with"));
        }
        if (authorities.Count > 0 || problems.Exists(problem => problem.Reason == TlsFailure.KeyUnsupported && problem.Path == path))
        {
            return authorities;
        }
        problems.Add(TlsProblem.Fatal(TlsFailure.NotAnAuthority, path, "holds no CA certificate (basic constraints CA:TRUE)"));
        return null;
    }

    public static bool IsAuthority(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority);
}
