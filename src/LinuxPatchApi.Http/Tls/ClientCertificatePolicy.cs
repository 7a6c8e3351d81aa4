using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Http.Identity;
using LinuxPatchApi.Http.Limits;

namespace LinuxPatchApi.Http.Tls;

/// <summary>Verifies client certificates against the configured authorities only: no system roots, no network access.</summary>
public sealed class ClientCertificatePolicy
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private readonly Func<X509Certificate2, X509Chain, RevocationVerdict>? _revocation;
    private readonly TimeProvider _time;
    private readonly KnownIssuers _issuers;

    /// <param name="authorities">The CA bundle: trusted roots (self-signed), and intermediates that help to reach them.</param>
    /// <param name="revocation">
    /// Checks leaf and chain against the revocation lists; null: nothing is revoked. Called from several threads.
    /// </param>
    /// <param name="time">Clock for validity periods.</param>
    public ClientCertificatePolicy(
        X509Certificate2Collection authorities,
        Func<X509Certificate2, X509Chain, RevocationVerdict>? revocation = null,
        TimeProvider? time = null)
    {
        Authorities = [.. authorities];
        var root = Authorities.FirstOrDefault(a => a.SubjectName.RawData.AsSpan().SequenceEqual(a.IssuerName.RawData));
        Accepted = (root ?? Authorities.FirstOrDefault())?.SubjectName.Name;
        _revocation = revocation;
        _issuers = new KnownIssuers(Authorities);
        _time = time ?? TimeProvider.System;
    }

    /// <summary>Subject of the first root in the bundle, or of its first certificate; null when it is empty.</summary>
    internal string? Accepted { get; }

    /// <summary>The CA bundle.</summary>
    internal X509Certificate2Collection Authorities { get; }

    /// <summary>Certificates that this policy has accepted.</summary>
    internal SeenCertificates Seen { get; } = new();

    /// <summary>Builds and verifies the chain of a certificate as a handshake would.</summary>
    /// <param name="leaf">The client's certificate.</param>
    /// <param name="sent">The other certificates that the client sent.</param>
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
            // The framework throws for OpenSSL findings that it cannot express, such as a curve given by parameters.
            return ClientCertificateVerdict.Other;
        }
        finally
        {
            // Not disposed with the chain: left to finalizers, refused certificates would stay until a full collection.
            foreach (var element in chain.ChainElements)
            {
                element.Certificate.Dispose();
            }
        }
    }

    /// <summary>
    /// Judges certificates of an earlier handshake as a handshake would now. The client is null unless it is accepted; the verdict is
    /// <see cref="ClientCertificateVerdict.Missing"/> also for bytes that cannot be read.
    /// </summary>
    /// <param name="certificates">Those of <see cref="ClientIdentity.Certificates"/> in base64.</param>
    public (ClientCertificateVerdict Verdict, ClientIdentity? Client) Recheck(IReadOnlyList<string> certificates, IPAddress address)
    {
        var read = new List<X509Certificate2>();
        try
        {
            foreach (var der in certificates)
            {
                read.Add(X509CertificateLoader.LoadCertificate(Convert.FromBase64String(der)));
            }
            if (read is not [var leaf, .. var sent])
            {
                return (ClientCertificateVerdict.Missing, null);
            }
            var verdict = Check(leaf, [.. sent]);
            return (verdict, verdict == ClientCertificateVerdict.Accepted ? ClientIdentity.From(leaf, address) : null);
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            return (ClientCertificateVerdict.Missing, null);
        }
        finally
        {
            foreach (var certificate in read)
            {
                certificate.Dispose();
            }
        }
    }

    /// <summary>Creates the chain policy; a new one per handshake, because it contains the verification time.</summary>
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

    /// <summary>
    /// Returns the DER of a chain's certificates, to verify them again when files change, and a bit set of those in the bundle, whose bytes
    /// are shared.
    /// </summary>
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

    /// <summary>Verifies a chain built with <see cref="CreateChainPolicy"/>.</summary>
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

    /// <summary>
    /// Chain building accepts SHA-1 and 1024 bits. The root is trusted as configured, so its self-signature is not checked.
    /// </summary>
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

    /// <summary>Chain building accepts a leaf without extended key usage, and a CA as a leaf.</summary>
    private static ClientCertificateVerdict JudgeLeaf(X509Certificate2 leaf)
    {
        var forClients = false;
        foreach (var extension in leaf.Extensions)
        {
            switch (extension)
            {
                case X509BasicConstraintsExtension { CertificateAuthority: true }:
                    return ClientCertificateVerdict.CertificateAuthority;
                // RFC 8446 section 4.4.2.4: a key usage, if present, must allow signatures.
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
