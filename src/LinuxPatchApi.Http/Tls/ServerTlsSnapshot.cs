using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Http.Native;

namespace LinuxPatchApi.Http.Tls;

/// <summary>A server certificate and a client policy that belong together. Immutable; costly to make, so made once a reload.</summary>
public sealed class ServerTlsSnapshot
{
    /// <summary>What is spoken, the better first; <c>curl -0</c> offers the older one alone (RFC 7301 section 6 has both).</summary>
    private static readonly List<SslApplicationProtocol> Protocols = [SslApplicationProtocol.Http11, new("http/1.0")];
    private readonly SslStreamCertificateContext _context;

    /// <summary>Makes a snapshot.</summary>
    /// <param name="certificate">Server certificate with its private key. Must stay undisposed while connections use it.</param>
    /// <param name="intermediates">What is sent beside it, root left out.</param>
    /// <param name="clients">Who may come in.</param>
    /// <exception cref="NotSupportedException">The certificate has no private key.</exception>
    public ServerTlsSnapshot(X509Certificate2 certificate, X509Certificate2Collection intermediates, ClientCertificatePolicy clients)
    {
        Certificate = certificate;
        Clients = clients;
        // Offline: no download of issuers. With a trust list of our own the framework does not read the system's root store,
        // which would cost tens of milliseconds at start.
        var trust = SslCertificateTrust.CreateForX509Collection(clients.Authorities);
        _context = SslStreamCertificateContext.Create(certificate, intermediates, offline: true, trust);
    }

    /// <summary>The server's own certificate.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>Who may come in.</summary>
    public ClientCertificatePolicy Clients { get; }

    /// <summary>Handshake options for one connection.</summary>
    internal SslServerAuthenticationOptions OptionsFor(RemoteCertificateValidationCallback judge) => new()
    {
        ServerCertificateContext = _context,
        EnabledSslProtocols = SslProtocols.Tls13,
        ClientCertificateRequired = true,
        ApplicationProtocols = Protocols,
        AllowRenegotiation = false,
        // A resumed session might skip the chain and the revocation list (docs/decisions/0008). Where no tickets exist nothing can be resumed, and this
        // says no more than that connections may share OpenSSL's context, which saves each of them 15 KB and its making.
        AllowTlsResume = NativeContexts.AreTicketless,
        EncryptionPolicy = EncryptionPolicy.RequireEncryption,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        CertificateChainPolicy = Clients.CreateChainPolicy(),
        RemoteCertificateValidationCallback = judge,
    };
}
