namespace LinuxPatchApi.Http.Tls;

/// <summary>Why a client certificate is accepted or refused.</summary>
public enum ClientCertificateVerdict
{
    /// <summary>Chains to the configured CA, valid now, for client authentication, not revoked.</summary>
    Accepted,

    /// <summary>The client sent none.</summary>
    Missing,

    /// <summary>Does not chain to the configured CA.</summary>
    Untrusted,

    /// <summary>A signature of the chain is wrong: a CA of that name signed it with another key, or somebody else did.</summary>
    BadSignature,

    /// <summary>Signed by itself, so by no CA.</summary>
    SelfSigned,

    /// <summary>Validity is over, of the certificate or of one above it.</summary>
    Expired,

    /// <summary>Validity has not begun.</summary>
    NotYetValid,

    /// <summary>Extended key usage lacks clientAuth, a CA above does not allow it, or the key usage lacks signatures.</summary>
    WrongUsage,

    /// <summary>A key of the chain is too weak, too large or of a kind that is not taken: see <see cref="CertificateStrength"/>.</summary>
    WeakKey,

    /// <summary>A certificate of the chain is signed with SHA-1 or another algorithm that is not taken.</summary>
    WeakSignature,

    /// <summary>A CA certificate used as a client's own.</summary>
    CertificateAuthority,

    /// <summary>More certificates up to the root than are taken.</summary>
    ChainTooLong,

    /// <summary>More CAs in the chain than the path length of one of them allows.</summary>
    PathTooLong,

    /// <summary>A certificate of the chain was issued by one that is no CA.</summary>
    IssuerNotAuthority,

    /// <summary>A name is outside of what a CA of the chain may issue.</summary>
    NameConstraintViolated,

    /// <summary>A certificate of the chain has a critical extension that is not known here.</summary>
    UnknownCriticalExtension,

    /// <summary>Policy constraints of a CA are broken, or something else that one demands.</summary>
    ConstraintViolated,

    /// <summary>On a revocation list.</summary>
    Revoked,

    /// <summary>Revocation cannot be told, and policy refuses then.</summary>
    RevocationUnknown,

    /// <summary>Chain building failed in another way.</summary>
    Other,
}
