using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LinuxPatchApi.Http.Tls;

/// <summary>Decides about client certificates: the configured authorities and nothing else, no system roots, no network access.</summary>
public sealed class ClientCertificatePolicy
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private readonly Func<X509Certificate2, X509Chain, RevocationVerdict>? _revocation;
    private readonly TimeProvider _time;

    /// <summary>Makes a policy.</summary>
    /// <param name="authorities">The CA bundle: roots (self-signed) that are trusted, and intermediates that help to reach them.</param>
    /// <param name="revocation">Judges leaf and chain against the revocation lists; null: nothing is revoked. Called from many
    /// threads.</param>
    /// <param name="time">Clock for validity periods.</param>
    public ClientCertificatePolicy(
        X509Certificate2Collection authorities,
        Func<X509Certificate2, X509Chain, RevocationVerdict>? revocation = null,
        TimeProvider? time = null)
    {
        Authorities = [.. authorities];
        _revocation = revocation;
        _time = time ?? TimeProvider.System;
    }

    /// <summary>The CA bundle.</summary>
    internal X509Certificate2Collection Authorities { get; }

    /// <summary>Builds the chain of a certificate and judges it, as a handshake would.</summary>
    /// <param name="leaf">The client's certificate.</param>
    /// <param name="sent">Other certificates the client sent.</param>
    public ClientCertificateVerdict Check(X509Certificate2 leaf, X509Certificate2Collection sent)
    {
        using var chain = new X509Chain { ChainPolicy = CreateChainPolicy() };
        chain.ChainPolicy.ExtraStore.AddRange(sent);
        chain.Build(leaf);
        return Judge(leaf, chain);
    }

    /// <summary>How chains are built: a new policy a handshake, because it holds the time to check against.</summary>
    internal X509ChainPolicy CreateChainPolicy()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            VerificationTime = _time.GetUtcNow().UtcDateTime,
        };
        policy.CustomTrustStore.AddRange(Authorities);
        policy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        return policy;
    }

    /// <summary>Judges a chain that was built by <see cref="CreateChainPolicy"/>.</summary>
    internal ClientCertificateVerdict Judge(X509Certificate2? leaf, X509Chain? chain)
    {
        if (leaf is null)
        {
            return ClientCertificateVerdict.Missing;
        }
        if (chain is null || chain.ChainElements.Count == 0)
        {
            return ClientCertificateVerdict.Other;
        }
        var verdict = JudgeStatus(chain);
        if (verdict != ClientCertificateVerdict.Accepted)
        {
            return verdict;
        }
        verdict = JudgeLeaf(leaf);
        return verdict == ClientCertificateVerdict.Accepted ? JudgeRevocation(leaf, chain) : verdict;
    }

    private ClientCertificateVerdict JudgeStatus(X509Chain chain)
    {
        var status = X509ChainStatusFlags.NoError;
        foreach (var item in chain.ChainStatus)
        {
            status |= item.Status;
        }
        const X509ChainStatusFlags untrusted = X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain
            | X509ChainStatusFlags.NotSignatureValid | X509ChainStatusFlags.Cyclic | X509ChainStatusFlags.ExplicitDistrust;
        const X509ChainStatusFlags constraints = X509ChainStatusFlags.InvalidBasicConstraints | X509ChainStatusFlags.InvalidNameConstraints
            | X509ChainStatusFlags.InvalidPolicyConstraints | X509ChainStatusFlags.HasExcludedNameConstraint
            | X509ChainStatusFlags.HasNotPermittedNameConstraint | X509ChainStatusFlags.HasNotDefinedNameConstraint
            | X509ChainStatusFlags.HasNotSupportedNameConstraint | X509ChainStatusFlags.NoIssuanceChainPolicy;
        return status switch
        {
            X509ChainStatusFlags.NoError => ClientCertificateVerdict.Accepted,
            _ when (status & untrusted) != 0 => ClientCertificateVerdict.Untrusted,
            _ when (status & X509ChainStatusFlags.NotTimeValid) != 0 => JudgeTime(chain),
            _ when (status & X509ChainStatusFlags.NotValidForUsage) != 0 => ClientCertificateVerdict.WrongUsage,
            _ when (status & constraints) != 0 => ClientCertificateVerdict.ConstraintViolated,
            _ => ClientCertificateVerdict.Other,
        };
    }

    private ClientCertificateVerdict JudgeTime(X509Chain chain)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        foreach (var element in chain.ChainElements)
        {
            if (element.Certificate.NotAfter.ToUniversalTime() < now)
            {
                return ClientCertificateVerdict.Expired;
            }
        }
        return ClientCertificateVerdict.NotYetValid;
    }

    /// <summary>Chain building lets a leaf without any extended key usage pass, and a CA as well.</summary>
    private static ClientCertificateVerdict JudgeLeaf(X509Certificate2 leaf)
    {
        var forClients = false;
        foreach (var extension in leaf.Extensions)
        {
            if (extension is X509BasicConstraintsExtension { CertificateAuthority: true })
            {
                return ClientCertificateVerdict.CertificateAuthority;
            }
            if (extension is X509EnhancedKeyUsageExtension usages)
            {
                forClients |= usages.EnhancedKeyUsages[ClientAuthentication] is not null;
            }
        }
        return forClients ? ClientCertificateVerdict.Accepted : ClientCertificateVerdict.WrongUsage;
    }

    private ClientCertificateVerdict JudgeRevocation(X509Certificate2 leaf, X509Chain chain) => _revocation?.Invoke(leaf, chain) switch
    {
        null or RevocationVerdict.Good => ClientCertificateVerdict.Accepted,
        RevocationVerdict.Revoked => ClientCertificateVerdict.Revoked,
        _ => ClientCertificateVerdict.RevocationUnknown,
    };
}
