using System.Security.Cryptography.X509Certificates;

namespace LinuxPatchApi.Tls;

/// <summary>Reads the CA file: the only certificates that clients' certificates may lead to.</summary>
internal static class AuthorityFile
{
    /// <summary>The certificates that may issue others; null, with a problem added, when there is none.</summary>
    public static X509Certificate2Collection? Load(string path, DateTimeOffset now, List<TlsProblem> problems)
    {
        if (PemCertificates.Load(path, problems) is not { } all)
        {
            return null;
        }
        var authorities = new X509Certificate2Collection();
        foreach (X509Certificate2 certificate in all)
        {
            if (!IsAuthority(certificate))
            {
                problems.Add(TlsProblem.Notice(TlsFailure.NotAnAuthority, path,
                    $"{certificate.Subject} is not a CA certificate and is left out"));
                continue;
            }
            authorities.Add(certificate);
            PemCertificates.CheckValidity(path, $"the CA certificate {certificate.Subject}", certificate, now, problems);
        }
        if (authorities.Count > 0)
        {
            return authorities;
        }
        problems.Add(TlsProblem.Fatal(TlsFailure.NotAnAuthority, path, "holds no CA certificate (basic constraints CA:TRUE)"));
        return null;
    }

    private static bool IsAuthority(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority);
}
