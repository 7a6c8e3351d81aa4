using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace LinuxPatchApi.Http;

/// <summary>New rules for connections that older rules admitted. All are called from several threads and must not block.</summary>
/// <param name="IsAllowed">Like <see cref="HttpServerOptions.AddressFilter"/>, but without counting.</param>
/// <param name="IsRevoked">Receives the client's certificate first, each followed by its issuer, as far as the handshake had them.</param>
public sealed record ConnectionReview(Func<IPAddress, bool> IsAllowed, Func<IReadOnlyList<X509Certificate2>, bool> IsRevoked)
{
    /// <summary>Whether the same certificates would be let in now, for whatever reason not; null: this is not asked. The number says by its bits which
    /// of them stood in the CA bundle at the handshake: those that the bundle has lost since may be none that the client sent.</summary>
    public Func<IReadOnlyList<X509Certificate2>, int, bool>? IsAccepted { get; init; }
}
