namespace LinuxPatchApi.Http.Tls;

/// <summary>Why a client certificate is accepted or refused.</summary>
public enum ClientCertificateVerdict
{
    /// <summary>Chains to the configured CA, valid now, for client authentication, not revoked.</summary>
    Accepted,

    /// <summary>The client sent none.</summary>
    Missing,

    /// <summary>Does not chain to the configured CA, or a signature is wrong.</summary>
    Untrusted,

    /// <summary>Validity is over, of the certificate or of one above it.</summary>
    Expired,

    /// <summary>Validity has not begun.</summary>
    NotYetValid,

    /// <summary>Extended key usage lacks clientAuth, or a CA above does not allow it.</summary>
    WrongUsage,

    /// <summary>A CA certificate used as a client's own.</summary>
    CertificateAuthority,

    /// <summary>Path length, name or policy constraints of a CA are broken, or basic constraints are invalid.</summary>
    ConstraintViolated,

    /// <summary>On a revocation list.</summary>
    Revoked,

    /// <summary>Revocation cannot be told, and policy refuses then.</summary>
    RevocationUnknown,

    /// <summary>Chain building failed in another way.</summary>
    Other,
}
