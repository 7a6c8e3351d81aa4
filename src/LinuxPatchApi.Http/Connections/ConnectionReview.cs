using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace LinuxPatchApi.Http.Connections;

/// <summary>New rules for connections that older rules admitted. All are called from several threads and must not block.</summary>
/// <param name="IsAllowed">Like <see cref="HttpServerOptions.AddressFilter"/>, but without counting.</param>
/// <param name="IsRevoked">Receives the client's certificate first, each followed by its issuer, as far as the handshake had them.</param>
public sealed record ConnectionReview(Func<IPAddress, bool> IsAllowed, Func<IReadOnlyList<X509Certificate2>, bool> IsRevoked)
{
    /// <summary>
    /// True when the same certificates would be accepted now; null: not checked. Bit n of the number is set when certificate n was in the
    /// CA bundle at the handshake: one removed from the bundle since must not count as sent by the client.
    /// </summary>
    public Func<IReadOnlyList<X509Certificate2>, int, bool>? IsAccepted { get; init; }
}
