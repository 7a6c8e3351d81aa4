using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LinuxPatchApi.Http.Identity;

/// <summary>The client, as proved by the handshake.</summary>
/// <param name="Subject">Distinguished name of the client certificate, most specific part first (<c>CN=manager, O=Site</c>).</param>
/// <param name="SerialNumber">Serial number, upper-case hexadecimal, as in the certificate.</param>
/// <param name="FingerprintSha256">SHA-256 of the certificate's DER, lower-case hexadecimal.</param>
/// <param name="Address">Peer address; IPv4-mapped IPv6 is IPv4, without scope id.</param>
public sealed record ClientIdentity(string Subject, string SerialNumber, string FingerprintSha256, IPAddress Address)
{
    /// <summary>Subject alternative names: DNS names, e-mail addresses, URIs and IP addresses, in lower case.</summary>
    public IReadOnlyList<string> AlternativeNames { get; init; } = [];

    /// <summary>The kind of each of <see cref="AlternativeNames"/>, in the same order.</summary>
    public IReadOnlyList<AlternativeNameKind> AlternativeNameKinds { get; init; } = [];

    /// <summary>
    /// DER of the certificates of its chain, its own first, also of those that the CA file has: that may lose them. Empty without TLS.
    /// Work that outlives the connection is held to them.
    /// </summary>
    public ReadOnlyMemory<byte>[] Certificates { get; init; } = [];

    /// <summary><see cref="Subject"/> for log lines and audit rows, cut to the limit of <see cref="PeerText"/>.</summary>
    public string Name => PeerText.Cut(Subject);

    /// <summary>The network that per-address limits count: the IPv4 address, or the /64 of the IPv6 address.</summary>
    public IPAddress Network => PeerAddress.Network(Address);

    internal static ClientIdentity From(X509Certificate2 certificate, IPAddress address)
    {
        var (names, kinds) = Identity.AlternativeNames.Of(certificate);
        return new(
            SubjectText.Of(certificate.SubjectName),
            certificate.SerialNumber,
            Convert.ToHexStringLower(SHA256.HashData(certificate.RawDataMemory.Span)),
            address)
        {
            AlternativeNames = names,
            AlternativeNameKinds = kinds,
        };
    }
}
