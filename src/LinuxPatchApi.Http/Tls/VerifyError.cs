namespace LinuxPatchApi.Http.Tls;

/// <summary>OpenSSL's words for a refused certificate (X509_V_ERR_ of openssl/x509_vfy.h), from which it chooses the alert of RFC 8446 section 6.2
/// that the client sees. The numbers are the same since 1.0.</summary>
internal enum VerifyError
{
    /// <summary>No error.</summary>
    None = 0,

    /// <summary>Alert decrypt_error.</summary>
    SignatureFailure = 7,

    /// <summary>Alert bad_certificate.</summary>
    NotYetValid = 9,

    /// <summary>Alert certificate_expired.</summary>
    Expired = 10,

    /// <summary>Alert unknown_ca.</summary>
    SelfSigned = 18,

    /// <summary>Alert unknown_ca.</summary>
    IssuerUnknown = 20,

    /// <summary>Alert unknown_ca.</summary>
    ChainTooLong = 22,

    /// <summary>Alert certificate_revoked.</summary>
    Revoked = 23,

    /// <summary>Alert unknown_ca.</summary>
    InvalidAuthority = 24,

    /// <summary>Alert unknown_ca.</summary>
    PathTooLong = 25,

    /// <summary>Alert unsupported_certificate.</summary>
    WrongUsage = 26,

    /// <summary>Alert bad_certificate.</summary>
    Rejected = 28,

    /// <summary>No alert of its own: certificate_unknown.</summary>
    NoExplicitPolicy = 43,
}
