using System.Security.Cryptography.X509Certificates;

namespace LinuxPatchApi.Http.Tls;

/// <summary>
/// Reduces the findings of chain building to one verdict, the most serious first: a certificate that is not ours is not also called
/// expired.
/// </summary>
internal static class ChainFaults
{
    private const X509ChainStatusFlags NameConstraints = X509ChainStatusFlags.InvalidNameConstraints
        | X509ChainStatusFlags.HasExcludedNameConstraint | X509ChainStatusFlags.HasNotPermittedNameConstraint
        | X509ChainStatusFlags.HasNotDefinedNameConstraint | X509ChainStatusFlags.HasNotSupportedNameConstraint;

    private const X509ChainStatusFlags OtherConstraints =
        X509ChainStatusFlags.InvalidPolicyConstraints | X509ChainStatusFlags.NoIssuanceChainPolicy;

    /// <param name="chain">A built chain; not empty.</param>
    /// <param name="now">UTC.</param>
    public static ClientCertificateVerdict Judge(X509Chain chain, DateTime now)
    {
        var status = X509ChainStatusFlags.NoError;
        foreach (var item in chain.ChainStatus)
        {
            status |= item.Status;
        }
        return status switch
        {
            X509ChainStatusFlags.NoError => ClientCertificateVerdict.Accepted,
            _ when Has(status, X509ChainStatusFlags.NotSignatureValid) => ClientCertificateVerdict.BadSignature,
            _ when Has(status, X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.Cyclic
                | X509ChainStatusFlags.ExplicitDistrust) =>
                IsSelfSigned(chain) ? ClientCertificateVerdict.SelfSigned : ClientCertificateVerdict.Untrusted,
            _ when Has(status, X509ChainStatusFlags.NotTimeValid) => JudgeTime(chain, now),
            _ when Has(status, X509ChainStatusFlags.HasWeakSignature) => ClientCertificateVerdict.WeakSignature,
            _ when Has(status, X509ChainStatusFlags.InvalidBasicConstraints) => JudgeIssuers(chain),
            _ when Has(status, NameConstraints) => ClientCertificateVerdict.NameConstraintViolated,
            _ when Has(status, X509ChainStatusFlags.HasNotSupportedCriticalExtension) => ClientCertificateVerdict.UnknownCriticalExtension,
            _ when Has(status, X509ChainStatusFlags.NotValidForUsage) => ClientCertificateVerdict.WrongUsage,
            _ when Has(status, OtherConstraints) => ClientCertificateVerdict.ConstraintViolated,
            _ => ClientCertificateVerdict.Other,
        };
    }

    private static bool Has(X509ChainStatusFlags status, X509ChainStatusFlags any) => (status & any) != 0;

    private static bool IsSelfSigned(X509Chain chain) => chain.ChainElements.Count == 1
        && chain.ChainElements[0].Certificate is { } only
        && only.SubjectName.RawData.AsSpan().SequenceEqual(only.IssuerName.RawData);

    private static ClientCertificateVerdict JudgeTime(X509Chain chain, DateTime now)
    {
        foreach (var element in chain.ChainElements)
        {
            if (element.Certificate.NotAfter.ToUniversalTime() < now)
            {
                return ClientCertificateVerdict.Expired;
            }
        }
        return ClientCertificateVerdict.NotYetValid;
    }

    /// <summary>The framework has one flag for a path that is too long and for an issuer that may not issue; tells them apart.</summary>
    private static ClientCertificateVerdict JudgeIssuers(X509Chain chain)
    {
        var below = 0;
        for (var i = 1; i < chain.ChainElements.Count; i++)
        {
            var issuer = chain.ChainElements[i].Certificate;
            X509BasicConstraintsExtension? constraints = null;
            var mayIssue = true;
            foreach (var extension in issuer.Extensions)
            {
                constraints = extension as X509BasicConstraintsExtension ?? constraints;
                mayIssue &= extension is not X509KeyUsageExtension usage || (usage.KeyUsages & X509KeyUsageFlags.KeyCertSign) != 0;
            }
            if (constraints is not { CertificateAuthority: true } || !mayIssue)
            {
                return ClientCertificateVerdict.IssuerNotAuthority;
            }
            if (constraints.HasPathLengthConstraint && below > constraints.PathLengthConstraint)
            {
                return ClientCertificateVerdict.PathTooLong;
            }
            // RFC 5280 section 4.2.1.9: certificates that a CA issued to itself do not count.
            below += issuer.SubjectName.RawData.AsSpan().SequenceEqual(issuer.IssuerName.RawData) ? 0 : 1;
        }
        return ClientCertificateVerdict.ConstraintViolated;
    }
}
