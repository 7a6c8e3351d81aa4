using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Http.Tls;
using LinuxPatchApi.InForce;
using LinuxPatchApi.Tls;
using LinuxPatchApi.Tls.Revocation;

namespace LinuxPatchApi.Daemon;

/// <summary>The certificates in force as the HTTP server wants them. A connection takes what is current at its accept.</summary>
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

    /// <summary>What the lists in force say of a chain that was good at its handshake.</summary>
    public bool IsRevoked(IReadOnlyList<X509Certificate2> chain) =>
        files.Current is { Material: { } material, Settings: var settings }
        && ChainCheck.Judge(material.Crl, chain, settings.Tls.CrlPolicy, time.GetUtcNow()) == ChainVerdict.Revoked;

    /// <summary>
    /// Whether a chain that was good at its handshake would be let in now. As long as its root is trusted, each link is in its time and the lists
    /// say what they must, there is nothing to build anew: a reload must not cost a handshake for each connection.
    /// </summary>
    public bool IsAccepted(IReadOnlyList<X509Certificate2> chain)
    {
        if (files.Current is not { Material: { } material, Settings: var settings })
        {
            return true;
        }

        var now = time.GetUtcNow();
        var isAsBefore = material.Authorities.Any(root => root.RawDataMemory.Span.SequenceEqual(chain[^1].RawDataMemory.Span))
            && chain.All(link => link.NotAfter.ToUniversalTime() >= now)
            && ChainCheck.Judge(material.Crl, chain, settings.Tls.CrlPolicy, now) == ChainVerdict.Good;
        return isAsBefore || Current.Clients.Check(chain[0], [.. chain.Skip(1)]) == ClientCertificateVerdict.Accepted;
    }

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
