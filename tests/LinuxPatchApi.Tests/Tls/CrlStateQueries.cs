using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Tests.Tls.Revocation;
using LinuxPatchApi.Tls;
using LinuxPatchApi.Tls.Revocation;

namespace LinuxPatchApi.Tests.Tls;

internal static class CrlStateQueries
{
    /// <summary>Matches by the issuer's name in the certificate, because the issuer's own certificate is not at hand.</summary>
    public static bool IsRevoked(this CrlState crl, X509Certificate2 certificate) =>
        ChainCheck.Judge(crl, [certificate], CrlPolicy.KeepServing, CrlForge.Now) == ChainVerdict.Revoked;
}
