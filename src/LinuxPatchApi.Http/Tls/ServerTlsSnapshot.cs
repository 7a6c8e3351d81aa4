using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Http.Native;

namespace LinuxPatchApi.Http.Tls;

/// <summary>A matching server certificate and client policy. Immutable; expensive to create, so created once per reload.</summary>
public sealed class ServerTlsSnapshot
{
    /// <summary>
    /// Supported protocols in order of preference; <c>curl -0</c> offers only the older one (RFC 7301 section 6 has both).
    /// </summary>
    private static readonly List<SslApplicationProtocol> Protocols = [SslApplicationProtocol.Http11, new("http/1.0")];
    private readonly SslStreamCertificateContext _context;

    /// <param name="certificate">Server certificate with its private key. Must not be disposed while connections use it.</param>
    /// <param name="intermediates">Intermediates sent with it, without the root.</param>
    /// <param name="clients">The client certificate policy.</param>
    /// <exception cref="NotSupportedException">The certificate has no private key.</exception>
    public ServerTlsSnapshot(X509Certificate2 certificate, X509Certificate2Collection intermediates, ClientCertificatePolicy clients)
    {
        Certificate = certificate;
        Clients = clients;
        // Offline: no download of issuers. With our own trust list the framework does not read the system's root store, which would cost
        // tens of milliseconds at start.
        var trust = SslCertificateTrust.CreateForX509Collection(clients.Authorities);
        _context = SslStreamCertificateContext.Create(certificate, intermediates, offline: true, trust);
    }

    /// <summary>The server certificate.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>The client certificate policy.</summary>
    public ClientCertificatePolicy Clients { get; }

    /// <summary>Creates the handshake options for one connection.</summary>
    internal SslServerAuthenticationOptions OptionsFor(RemoteCertificateValidationCallback judge) => new()
    {
        ServerCertificateContext = _context,
        EnabledSslProtocols = SslProtocols.Tls13,
        ClientCertificateRequired = true,
        ApplicationProtocols = Protocols,
        AllowRenegotiation = false,
        // A resumed session might skip chain and revocation checks (docs/decisions/0008). Without tickets nothing can be resumed, and this
        // only lets connections share OpenSSL's context, which saves 15 KB and its creation per connection.
        AllowTlsResume = NativeContexts.AreTicketless,
        EncryptionPolicy = EncryptionPolicy.RequireEncryption,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        CertificateChainPolicy = Clients.CreateChainPolicy(),
        RemoteCertificateValidationCallback = judge,
    };
}

/// <summary>Provides the current certificate and client policy to each new connection.</summary>
public interface IServerTls
{
    /// <summary>Never null, never blocks. A reload replaces it as a whole; connections keep the one they started with.</summary>
    ServerTlsSnapshot Current { get; }
}
