using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LinuxPatchApi.Tls;

/// <summary>What a certificate may be used for (RFC 5280 section 4.2.1.12).</summary>
internal static class CertificateUsage
{
    public const string Server = "1.3.6.1.5.5.7.3.1";
    public const string Client = "1.3.6.1.5.5.7.3.2";
    private const string Any = "2.5.29.37.0";

    /// <summary>True when the extended key usage names <paramref name="usage"/> or any usage, or is absent.</summary>
    public static bool Allows(X509Certificate2 certificate, string usage)
    {
        var usages = certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().FirstOrDefault();
        return usages is null || usages.EnhancedKeyUsages.Cast<Oid>().Any(oid => oid.Value == usage || oid.Value == Any);
    }
}
