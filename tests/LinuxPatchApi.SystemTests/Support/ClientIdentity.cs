using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace LinuxPatchApi.SystemTests.Support;

/// <summary>What a client shows and whom it trusts.</summary>
/// <param name="Authority">The only root that is trusted.</param>
/// <param name="Own">Null: no client certificate is sent.</param>
internal sealed record ClientIdentity(X509Certificate2 Authority, X509Certificate2? Own)
{
    public static ClientIdentity Of(string folder) => new(
        X509CertificateLoader.LoadCertificateFromFile(Path.Combine(folder, "ca.pem")),
        X509Certificate2.CreateFromPemFile(Path.Combine(folder, "client.pem"), Path.Combine(folder, "client.key.pem")));

    public SslClientAuthenticationOptions Tls(string host) => new()
    {
        TargetHost = host,
        ClientCertificates = Own is null ? [] : [Own],
        CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { Authority },
            RevocationMode = X509RevocationMode.NoCheck,
        },
    };
}
