namespace LinuxPatchApi.Http.Tls;

/// <summary>Why a client certificate is accepted or refused.</summary>
public enum ClientCertificateVerdict
{
    /// <summary>Chains to the configured CA, currently valid, for client authentication, not revoked.</summary>
    Accepted,

    /// <summary>The client sent no certificate.</summary>
    Missing,

    /// <summary>Does not chain to the configured CA.</summary>
    Untrusted,

    /// <summary>A signature in the chain is wrong: a CA of that name used another key, or someone else signed.</summary>
    BadSignature,

    /// <summary>Self-signed, so issued by no CA.</summary>
    SelfSigned,

    /// <summary>The certificate, or one above it, has expired.</summary>
    Expired,

    /// <summary>The certificate, or one above it, is not valid yet.</summary>
    NotYetValid,

    /// <summary>Extended key usage lacks clientAuth, a CA above does not allow it, or the key usage lacks signatures.</summary>
    WrongUsage,

    /// <summary>A key in the chain is too weak, too large or of an unsupported kind: see <see cref="CertificateStrength"/>.</summary>
    WeakKey,

    /// <summary>A certificate in the chain is signed with SHA-1 or another unsupported algorithm.</summary>
    WeakSignature,

    /// <summary>A CA certificate used as a client certificate.</summary>
    CertificateAuthority,

    /// <summary>More certificates up to the root than allowed.</summary>
    ChainTooLong,

    /// <summary>More CAs in the chain than a CA's path length allows.</summary>
    PathTooLong,

    /// <summary>A certificate in the chain was issued by a certificate that is not a CA.</summary>
    IssuerNotAuthority,

    /// <summary>A name is outside the name constraints of a CA in the chain.</summary>
    NameConstraintViolated,

    /// <summary>A certificate in the chain has an unknown critical extension.</summary>
    UnknownCriticalExtension,

    /// <summary>Policy constraints or other constraints of a CA are violated.</summary>
    ConstraintViolated,

    /// <summary>The certificate, or one above it, is on a revocation list.</summary>
    Revoked,

    /// <summary>The revocation status is unknown, and the policy refuses that.</summary>
    RevocationUnknown,

    /// <summary>Chain building failed for another reason.</summary>
    Other,
}

/// <summary>The result of checking a chain against the revocation lists.</summary>
public enum RevocationVerdict
{
    /// <summary>No certificate in the chain is revoked, or the policy accepts it.</summary>
    Good,

    /// <summary>A certificate in the chain is on its issuer's list.</summary>
    Revoked,

    /// <summary>No usable list, and the policy refuses that.</summary>
    Unknown,
}
