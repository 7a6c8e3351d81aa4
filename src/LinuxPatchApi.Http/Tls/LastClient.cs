using System.Net;
using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Http.Identity;

namespace LinuxPatchApi.Http.Tls;

/// <summary>
/// Caches the identity of the last client: most agents have one, so its certificate need not be parsed and held again for each connection.
/// Does not say whether the certificate is valid, which every handshake verifies. Thread-safe.
/// </summary>
internal sealed class LastClient
{
    private volatile Known? _last;

    /// <summary>
    /// Returns the identity that a certificate proves, and the certificate's DER; the cached ones when its bytes are the same.
    /// </summary>
    public (ClientIdentity Identity, ReadOnlyMemory<byte> Leaf) Of(X509Certificate2 certificate, IPAddress address)
    {
        var leaf = certificate.RawDataMemory;
        if (_last is not { } known || !known.Leaf.Span.SequenceEqual(leaf.Span))
        {
            _last = known = new Known(leaf, ClientIdentity.From(certificate, address));
        }
        return (known.Identity with { Address = address }, known.Leaf);
    }

    private sealed record Known(ReadOnlyMemory<byte> Leaf, ClientIdentity Identity);
}
