using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Http.Tls;
using LinuxPatchApi.Tls;

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

    /// <summary>What the list in force says of a chain that was good at its handshake.</summary>
    public bool IsRevoked(IReadOnlyList<X509Certificate2> chain) => keeper.Current is { } material && chain.Any(material.Crl.IsRevoked);

    /// <summary>Every certificate of the chain is looked up, not only the leaf.</summary>
    private RevocationVerdict Judge(TlsMaterial material, X509Certificate2 leaf, X509Chain chain)
    {
        if (material.Crl.IsRevoked(leaf) || chain.ChainElements.Any(e => material.Crl.IsRevoked(e.Certificate)))
        {
            return RevocationVerdict.Revoked;
        }

        return policy() == CrlPolicy.Refuse && material.Crl.StatusAt(time.GetUtcNow()) != CrlStatus.Valid
            ? RevocationVerdict.Unknown
            : RevocationVerdict.Good;
    }
}
