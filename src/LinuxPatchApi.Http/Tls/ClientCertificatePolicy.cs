using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LinuxPatchApi.Http.Tls;

/// <summary>Decides about client certificates: the configured authorities and nothing else, no system roots, no network access.</summary>
public sealed class ClientCertificatePolicy
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private readonly Func<X509Certificate2, X509Chain, RevocationVerdict>? _revocation;
    private readonly TimeProvider _time;
    private readonly KnownIssuers _issuers;

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
        Accepted = (Authorities.FirstOrDefault(a => a.SubjectName.RawData.AsSpan().SequenceEqual(a.IssuerName.RawData)) ?? Authorities.FirstOrDefault())
            ?.SubjectName.Name;
        _revocation = revocation;
        _issuers = new KnownIssuers(Authorities);
        _time = time ?? TimeProvider.System;
    }

    /// <summary>Name of the first root of the bundle, or of its first certificate; null when it is empty.</summary>
    internal string? Accepted { get; }

    /// <summary>The CA bundle.</summary>
    internal X509Certificate2Collection Authorities { get; }

    /// <summary>Certificates that this policy has accepted.</summary>
    internal SeenCertificates Seen { get; } = new();

    /// <summary>Builds the chain of a certificate and judges it, as a handshake would.</summary>
    /// <param name="leaf">The client's certificate.</param>
    /// <param name="sent">Other certificates the client sent.</param>
    public ClientCertificateVerdict Check(X509Certificate2 leaf, X509Certificate2Collection sent)
    {
        if (sent.Count >= HttpLimits.ClientListLength)
        {
            return ClientCertificateVerdict.ChainTooLong;
        }
        if (_issuers.Judge(leaf, sent) is var hopeless and not ClientCertificateVerdict.Accepted)
        {
            return hopeless;
        }
        using var chain = new X509Chain { ChainPolicy = CreateChainPolicy() };
        chain.ChainPolicy.ExtraStore.AddRange(sent);
        try
        {
            chain.Build(leaf);
            return Judge(leaf, chain);
        }
        catch (CryptographicException)
        {
            // The framework throws for findings of OpenSSL that it has no word for: a curve by its parameters, for instance.
            return ClientCertificateVerdict.Other;
        }
        finally
        {
            // Not freed with the chain: left to finalizers, refused certificates would stay until a collection of all generations.
            foreach (var element in chain.ChainElements)
            {
                element.Certificate.Dispose();
            }
        }
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

    /// <summary>DER of a chain's certificates, to be judged again when new files come, and by bits which of them are the bundle's. The DER of those
    /// is shared.</summary>
    internal (ReadOnlyMemory<byte>[] Links, int InBundle) Links(X509Chain chain)
    {
        var links = new ReadOnlyMemory<byte>[chain.ChainElements.Count];
        for (var i = 0; i < links.Length; i++)
        {
            links[i] = chain.ChainElements[i].Certificate.RawDataMemory;
        }
        var inBundle = 0;
        foreach (var authority in Authorities)
        {
            for (var i = 1; i < links.Length; i++)
            {
                if (authority.RawDataMemory.Span.SequenceEqual(links[i].Span))
                {
                    links[i] = authority.RawDataMemory;
                    inBundle |= 1 << i;
                }
            }
        }
        return (links, inBundle);
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
        var verdict = ChainFaults.Judge(chain, _time.GetUtcNow().UtcDateTime);
        verdict = verdict == ClientCertificateVerdict.Accepted ? JudgeStrength(chain) : verdict;
        verdict = verdict == ClientCertificateVerdict.Accepted ? JudgeLeaf(leaf) : verdict;
        return verdict == ClientCertificateVerdict.Accepted ? JudgeRevocation(leaf, chain) : verdict;
    }

    /// <summary>Chain building takes SHA-1 and 1024 bits as they come. The root is trusted for what it is, not for its signature of
    /// itself.</summary>
    private static ClientCertificateVerdict JudgeStrength(X509Chain chain)
    {
        var count = chain.ChainElements.Count;
        if (count > HttpLimits.ClientChainLength)
        {
            return ClientCertificateVerdict.ChainTooLong;
        }
        for (var i = 0; i < count; i++)
        {
            var certificate = chain.ChainElements[i].Certificate;
            if (!CertificateStrength.IsKeyStrong(certificate.PublicKey))
            {
                return ClientCertificateVerdict.WeakKey;
            }
            if (i < count - 1 && !CertificateStrength.IsSignatureStrong(certificate))
            {
                return ClientCertificateVerdict.WeakSignature;
            }
        }
        return ClientCertificateVerdict.Accepted;
    }

    /// <summary>Chain building lets a leaf without any extended key usage pass, and a CA as well.</summary>
    private static ClientCertificateVerdict JudgeLeaf(X509Certificate2 leaf)
    {
        var forClients = false;
        foreach (var extension in leaf.Extensions)
        {
            switch (extension)
            {
                case X509BasicConstraintsExtension { CertificateAuthority: true }:
                    return ClientCertificateVerdict.CertificateAuthority;
                // RFC 8446 section 4.4.2.4: where there is a key usage, it must allow signatures.
                case X509KeyUsageExtension usage when (usage.KeyUsages & X509KeyUsageFlags.DigitalSignature) == 0:
                    return ClientCertificateVerdict.WrongUsage;
                case X509EnhancedKeyUsageExtension usages:
                    forClients |= usages.EnhancedKeyUsages[ClientAuthentication] is not null;
                    break;
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
