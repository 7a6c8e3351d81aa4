using System.Security.Cryptography.X509Certificates;

namespace LinuxPatchApi.Tls;

/// <summary>
/// Reads the server certificate (the first in its file), the intermediates behind it, and checks what clients will check.
/// </summary>
internal static class ServerCertificateFile
{
    public static (X509Certificate2 Server, X509Certificate2Collection Chain)? Load(
        string path, string keyPath, DateTimeOffset now, List<TlsProblem> problems)
    {
        if (PemCertificates.Load(path, problems) is not { } all)
        {
            return null;
        }
        X509Certificate2 leaf = all[0];
        var chain = new X509Certificate2Collection();
        chain.AddRange(all.Skip(1).ToArray());
        CheckUse(path, leaf, problems);
        PemCertificates.CheckValidity(path, "the server certificate", leaf, now, problems);
        return ServerKeyFile.Join(leaf, keyPath, problems) is { } server ? (server, chain) : null;
    }

    private static void CheckUse(string path, X509Certificate2 leaf, List<TlsProblem> problems)
    {
        if (!CertificateUsage.Allows(leaf, CertificateUsage.Server))
        {
            problems.Add(TlsProblem.Fatal(TlsFailure.WrongUsage, path,
                "the certificate is not for servers (extended key usage lacks serverAuth)"));
        }
        if (!leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>().Any())
        {
            problems.Add(TlsProblem.Notice(TlsFailure.NoAlternativeName, path,
                "the server certificate has no subject alternative name; clients that check names will refuse it"));
        }
    }
}
