using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace LinuxPatchApi.Http.Tls;

/// <summary>
/// Who came in last: most agents have one client, and what is read out of its certificate need be neither read nor held again for each of its
/// connections. Says nothing of whether a certificate is good, which is judged in every handshake. Thread-safe.
/// </summary>
internal sealed class LastClient
{
    private volatile Known? _last;

    /// <summary>The identity that a certificate proves, and the certificate's DER; both are those of before when its bytes are.</summary>
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
