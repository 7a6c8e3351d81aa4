using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Files;
using LinuxPatchApi.Tls;
using LinuxPatchApi.Tls.Pem;

namespace LinuxPatchApi.Pki;

/// <summary>Compares the files of a certificate with the index: after a failed write, or by hand, they can differ.</summary>
internal static class IssuedFiles
{
    /// <summary>Bytes of either file. Origin: that of the CA's own files; a certificate with 100 names has 5 KB.</summary>
    private const int MaxBytes = 64 * 1024;

    /// <summary>Null when the file holds no readable certificate.</summary>
    public static X509Certificate2? Certificate(string path) =>
        BoundedFile.Read(path, MaxBytes).Bytes is { } bytes ? Certificate(bytes) : null;

    /// <summary>Returns the first certificate; null when there is none that can be read.</summary>
    public static X509Certificate2? Certificate(byte[] pem)
    {
        try
        {
            return PemReader.Read(pem).Blocks.FirstOrDefault(block => block.Kind == PemKind.Certificate) is { } block
                ? X509CertificateLoader.LoadCertificate(block.Der)
                : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>True when the key is that of the certificate; null when there is no such file.</summary>
    public static bool? HasKey(X509Certificate2 certificate, string path)
    {
        var read = BoundedFile.Read(path, MaxBytes);
        return read.Bytes is { } bytes ? HasKey(certificate, bytes) : read.Problem!.Reason == FileFailure.NotFound ? null : false;
    }

    /// <summary>True when the key is that of the certificate. Overwrites the bytes of the key.</summary>
    public static bool HasKey(X509Certificate2 certificate, byte[] pem)
    {
        var content = PemReader.Read(pem);
        try
        {
            if (content.Blocks.FirstOrDefault(block => block.Kind == PemKind.PrivateKey) is not { } block)
            {
                return false;
            }
            using var elliptic = ServerKey.ReadElliptic(block);
            using var rsa = elliptic is null ? ServerKey.ReadRsa(block) : null;
            using var joined = ServerKey.Join(certificate, elliptic, rsa);
            return joined is not null;
        }
        catch (CryptographicException)
        {
            return false;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pem);
            content.Clear();
        }
    }

    /// <summary>True when the CA issued it under that name for a server, and did not revoke it. Pure.</summary>
    public static bool IsServing(X509Certificate2 certificate, string name, IReadOnlyList<IndexEntry> index)
    {
        var serial = SerialNumber.Normalise(certificate.SerialNumber);
        return index.Any(entry =>
            entry.Serial == serial && entry.Name == name && entry.Use == IndexEntry.Server && entry.RevokedAt is null);
    }

    /// <summary>
    /// True when the certificate in the directory is not the listed one, or the key belongs to another. A file that is gone is not stale:
    /// a name is given up by deleting its certificate, and a key may be kept on its host only.
    /// </summary>
    public static bool IsStale(PkiFiles files, IndexEntry entry)
    {
        var path = files.Certificate(entry.Name);
        if (!File.Exists(path))
        {
            return false;
        }
        using var there = Certificate(path);
        return there is null || SerialNumber.Normalise(there.SerialNumber) != entry.Serial
            || HasKey(there, files.Key(entry.Name)) == false;
    }
}
