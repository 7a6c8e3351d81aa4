using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Tls.Revocation;

namespace LinuxPatchApi.Tls;

/// <summary>
/// Everything that a handshake needs; immutable. <paramref name="Server"/> includes its private key. <paramref name="Chain"/> holds the
/// intermediates that are sent with it. <paramref name="Authorities"/> are the only roots for clients. A reload replaces the object and
/// never disposes the old one, because connections may still use it.
/// </summary>
internal sealed record TlsMaterial(
    X509Certificate2 Server, X509Certificate2Collection Chain, X509Certificate2Collection Authorities, CrlState Crl);
