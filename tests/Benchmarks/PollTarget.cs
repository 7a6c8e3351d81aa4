using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace LinuxPatchApi.Benchmarks;

/// <summary>What a manager needs for all of its hosts: its certificate, and the authority that it trusts.</summary>
internal sealed class PollTarget(string pkiDirectory)
{
    private readonly SslStreamCertificateContext _client = SslStreamCertificateContext.Create(
        X509Certificate2.CreateFromPemFile(Path.Combine(pkiDirectory, "client.pem"), Path.Combine(pkiDirectory, "client.key.pem")),
        additionalCertificates: null,
        offline: true);

    private readonly X509Certificate2 _authority = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(pkiDirectory, "ca.pem"));

    /// <summary>
    /// A full handshake. The host's certificate is held against the authority and its address: that is a part of what a manager's visit
    /// costs it. Whether it is revoked is not asked.
    /// </summary>
    public SslClientAuthenticationOptions Options(IPAddress host) => new()
    {
        TargetHost = host.ToString(),
        ClientCertificateContext = _client,
        EnabledSslProtocols = SslProtocols.Tls13,
        AllowTlsResume = false,
        CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { _authority },
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        },
    };
}
