using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Http.Tls;
using LinuxPatchApi.Tls;
using LinuxPatchApi.Tls.Revocation;

namespace LinuxPatchApi.Daemon;

/// <summary>The certificates in force as the HTTP server wants them. A connection takes what is current at its accept.</summary>
internal sealed class DaemonTls(TlsKeeper keeper, Func<CrlPolicy> policy, TimeProvider time) : IServerTls
{
    private readonly Lock _lock = new();
    private (TlsMaterial Material, ServerTlsSnapshot Snapshot)? _made;

    public ServerTlsSnapshot Current
    {
        get
        {
            var material = keeper.Current ?? throw new InvalidOperationException("the server does not start without certificates");
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

    /// <summary>What the lists in force say of a chain that was good at its handshake.</summary>
    public bool IsRevoked(IReadOnlyList<X509Certificate2> chain) =>
        keeper.Current is { } material && ChainCheck.Judge(material.Crl, chain, policy(), time.GetUtcNow()) == ChainVerdict.Revoked;

    /// <summary>
    /// Whether a chain that was good at its handshake would be let in now. As long as its root is trusted, each link is in its time and the lists
    /// say what they must, there is nothing to build anew: a reload must not cost a handshake for each connection.
    /// </summary>
    public bool IsAccepted(IReadOnlyList<X509Certificate2> chain)
    {
        if (keeper.Current is not { } material)
        {
            return true;
        }

        var now = time.GetUtcNow();
        var isAsBefore = material.Authorities.Any(root => root.RawDataMemory.Span.SequenceEqual(chain[^1].RawDataMemory.Span))
            && chain.All(link => link.NotAfter.ToUniversalTime() >= now)
            && ChainCheck.Judge(material.Crl, chain, policy(), now) == ChainVerdict.Good;
        return isAsBefore || Current.Clients.Check(chain[0], [.. chain.Skip(1)]) == ClientCertificateVerdict.Accepted;
    }

    private RevocationVerdict Judge(TlsMaterial material, X509Certificate2 leaf, X509Chain chain)
    {
        X509Certificate2[] certificates = chain.ChainElements.Count == 0 ? [leaf] : [.. chain.ChainElements.Select(e => e.Certificate)];
        return ChainCheck.Judge(material.Crl, certificates, policy(), time.GetUtcNow()) switch
        {
            ChainVerdict.Good => RevocationVerdict.Good,
            ChainVerdict.Revoked => RevocationVerdict.Revoked,
            _ => RevocationVerdict.Unknown,
        };
    }
}
