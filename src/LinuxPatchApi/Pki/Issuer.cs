using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace LinuxPatchApi.Pki;

/// <summary>Creates certificates and keys in memory: P-256, SHA-256. Touches no file, so that a key need not be kept.</summary>
internal static class Issuer
{
    /// <summary>Returns a self-signed CA with its key.</summary>
    public static X509Certificate2 Authority(string commonName, int days, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = CertificateProfile.Authority(commonName, key);
        using var bare = request.Create(
            request.SubjectName, X509SignatureGenerator.CreateForECDsa(key), now - PkiLimits.ClockTolerance, now.AddDays(days),
            SerialNumber.Create());
        return bare.CopyWithPrivateKey(key);
    }

    /// <summary>Issues a certificate, valid no longer than the CA itself.</summary>
    public static IssuedCertificate Leaf(IssueRequest request, X509Certificate2 authority, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var serial = SerialNumber.Create();
        var begin = Later(now - PkiLimits.ClockTolerance, authority.NotBefore.ToUniversalTime());
        var end = Earlier(now.AddDays(request.Days), authority.NotAfter.ToUniversalTime());
        using var issued = CertificateProfile.Leaf(request, key, authority).Create(authority, begin, end, serial);
        return new IssuedCertificate(Pem(issued), Pem(key), SerialNumber.Format(serial), begin, end);
    }

    public static byte[] Pem(X509Certificate2 certificate) => Encoding.ASCII.GetBytes(certificate.ExportCertificatePem() + "\n");

    public static byte[] Pem(ECDsa key) => Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n");

    /// <summary>The time in whole seconds, because certificates have no fractions of a second.</summary>
    public static DateTimeOffset Now(TimeProvider clock) => DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds());

    private static DateTimeOffset Later(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;

    private static DateTimeOffset Earlier(DateTimeOffset left, DateTimeOffset right) => left < right ? left : right;
}

/// <summary>
/// A certificate and its key, both in PEM.
/// </summary>
/// <param name="Serial">Upper-case hexadecimal.</param>
internal sealed record IssuedCertificate(
    byte[] Certificate, byte[] Key, string Serial, DateTimeOffset NotBefore, DateTimeOffset NotAfter);
