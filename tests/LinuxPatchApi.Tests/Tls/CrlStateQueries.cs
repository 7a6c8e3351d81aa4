using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Tls;
using LinuxPatchApi.Tls.Revocation;

namespace LinuxPatchApi.Tests.Tls;

internal static class CrlStateQueries
{
    /// <summary>By the name of the issuer that stands in the certificate.</summary>
    public static bool IsRevoked(this CrlState crl, X509Certificate2 certificate) =>
        CrlDecision.Of(crl.Lists, certificate.IssuerName.RawData)?.Serials.Contains(certificate.SerialNumberBytes.Span) ?? false;
}
