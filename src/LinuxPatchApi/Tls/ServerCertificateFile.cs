using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Tls.Pem;

namespace LinuxPatchApi.Tls;

/// <summary>
/// Reads the server certificate: the one in its file that matches the private key. The other certificates of the file are its chain. Checks
/// what clients will check.
/// </summary>
internal static class ServerCertificateFile
{
    /// <summary>Some tools write certificate and key into one file.</summary>
    private static readonly PemKind[] MayHold = [PemKind.PrivateKey, PemKind.EncryptedPrivateKey, PemKind.Parameters];

    public static (X509Certificate2 Server, X509Certificate2Collection Chain)? Load(
        string path, string keyPath, DateTimeOffset now, TimeSpan soon, List<TlsProblem> problems)
    {
        if (PemCertificates.Load(path, MayHold, problems) is not { } all)
        {
            return null;
        }
        (var index, var server) = ServerKeyFile.Join(all, keyPath, problems);
        var leaf = all[index];
        CheckUse(path, leaf, problems);
        PemCertificates.CheckValidity(path, "the server certificate", leaf, now, soon, problems);
        var chain = new X509Certificate2Collection();
        chain.AddRange(all.Where(certificate => !ReferenceEquals(certificate, leaf)).ToArray());
        return server is null ? null : (server, chain);
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
