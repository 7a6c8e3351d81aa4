using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Tls.Revocation;

namespace LinuxPatchApi.Fuzz.Targets;

/// <summary>Revocation lists, DER and PEM. The authority and its lists are made at the start: nothing with a key is kept.</summary>
internal static class CrlTarget
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly X509Certificate2 Authority = NewAuthority();
    private static readonly X509Certificate2Collection Authorities = [Authority];

    public static void Check(byte[] input) => Allocations.Bounded(
        input, () => Violation.Unless(CrlFile.Parse("crl.pem", input, Authorities, Now) is not null, "no state"));

    public static IEnumerable<byte[]> Seeds()
    {
        var builder = new CertificateRevocationListBuilder();
        builder.AddEntry([1, 2, 3], Now);
        builder.AddEntry([4, 5, 6, 7, 8, 9, 10, 11], Now, X509RevocationReason.KeyCompromise);
        var der = builder.Build(Authority, 7, Now.AddDays(30), HashAlgorithmName.SHA256, thisUpdate: Now);
        var pem = PemEncoding.WriteString("X509 CRL", der);
        return [der, System.Text.Encoding.ASCII.GetBytes(pem), System.Text.Encoding.ASCII.GetBytes(pem + "\n" + pem)];
    }

    private static X509Certificate2 NewAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Fuzz root", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.CrlSign | X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request.CreateSelfSigned(Now.AddDays(-1), Now.AddYears(10));
    }

    /// <summary>The authority's certificate, for the target that reads such files.</summary>
    public static byte[] CertificatePem() => System.Text.Encoding.ASCII.GetBytes(Authority.ExportCertificatePem());
}
