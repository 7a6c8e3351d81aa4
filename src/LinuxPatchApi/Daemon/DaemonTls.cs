using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Http.Tls;
using LinuxPatchApi.InForce;
using LinuxPatchApi.Tls;
using LinuxPatchApi.Tls.Revocation;

namespace LinuxPatchApi.Daemon;

/// <summary>Provides the certificates in force to the HTTP server. A connection uses those current at its accept.</summary>
internal sealed class DaemonTls(ISnapshots files, TimeProvider time) : IServerTls
{
    private readonly Lock _lock = new();
    private (TlsMaterial Material, ServerTlsSnapshot Snapshot)? _made;

    public ServerTlsSnapshot Current
    {
        get
        {
            var material = files.Current.Material ?? throw new InvalidOperationException("the server does not start without certificates");
            lock (_lock)
            {
                if (_made is not { } made || !ReferenceEquals(made.Material, material))
                {
                    var clients = new ClientCertificatePolicy(material.Authorities, (leaf, chain) => Judge(material, leaf, chain), time);
                    made = (material, new ServerTlsSnapshot(material.Server, material.Chain, clients));
                    _made = made;
                }

                return made.Snapshot;
            }
        }
    }

    /// <summary>True when the lists in force revoke a chain that was valid at its handshake.</summary>
    public bool IsRevoked(IReadOnlyList<X509Certificate2> chain) =>
        files.Current is { Material: { } material, Settings: var settings }
        && ChainCheck.Judge(material.Crl, chain, settings.Tls.CrlPolicy, time.GetUtcNow()) == ChainVerdict.Revoked;

    /// <summary>
    /// True when a chain that was valid at its handshake would be accepted now. Builds a new chain only if needed: while its root is
    /// trusted, every certificate is within its validity and the lists permit it, the old chain holds. A reload must not cost a handshake
    /// for each connection.
    /// </summary>
    /// <param name="chain">The leaf first.</param>
    /// <param name="inBundle">By bits, which of them stood in the CA file then. One that the file has lost since is not taken for one that the client
    /// sent: if it did, it comes in again.</param>
    public bool IsAccepted(IReadOnlyList<X509Certificate2> chain, int inBundle)
    {
        if (files.Current is not { Material: { } material, Settings: var settings })
        {
            return true;
        }

        var now = time.GetUtcNow();
        var lost = Enumerable.Range(1, chain.Count - 1).Where(i => (inBundle & (1 << i)) != 0 && !IsInBundle(material, chain[i])).ToHashSet();
        var isAsBefore = lost.Count == 0 && IsInBundle(material, chain[^1])
            && chain.All(link => link.NotAfter.ToUniversalTime() >= now)
            && ChainCheck.Judge(material.Crl, chain, settings.Tls.CrlPolicy, now) == ChainVerdict.Good;
        return isAsBefore || Current.Clients.Check(chain[0], [.. chain.Where((_, i) => i > 0 && !lost.Contains(i))]) == ClientCertificateVerdict.Accepted;
    }

    private static bool IsInBundle(TlsMaterial material, X509Certificate2 link) =>
        material.Authorities.Any(authority => authority.RawDataMemory.Span.SequenceEqual(link.RawDataMemory.Span));

    private RevocationVerdict Judge(TlsMaterial material, X509Certificate2 leaf, X509Chain chain)
    {
        X509Certificate2[] certificates = chain.ChainElements.Count == 0 ? [leaf] : [.. chain.ChainElements.Select(e => e.Certificate)];
        return ChainCheck.Judge(material.Crl, certificates, files.Current.Settings.Tls.CrlPolicy, time.GetUtcNow()) switch
        {
            ChainVerdict.Good => RevocationVerdict.Good,
            ChainVerdict.Revoked => RevocationVerdict.Revoked,
            _ => RevocationVerdict.Unknown,
        };
    }
}
