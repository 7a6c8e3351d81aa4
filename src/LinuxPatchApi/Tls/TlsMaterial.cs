using System.Security.Cryptography.X509Certificates;

namespace LinuxPatchApi.Tls;

/// <summary>
/// Everything that a handshake needs, immutable. <paramref name="Server"/> has its private key; <paramref name="Chain"/> are the
/// intermediates to send with it; <paramref name="Authorities"/> are the only roots for clients. Replaced as a whole on reload, never
/// disposed while connections may hold it.
/// </summary>
internal sealed record TlsMaterial(
    X509Certificate2 Server, X509Certificate2Collection Chain, X509Certificate2Collection Authorities, CrlState Crl);
