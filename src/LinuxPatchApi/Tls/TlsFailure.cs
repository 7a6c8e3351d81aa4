namespace LinuxPatchApi.Tls;

/// <summary>What is wrong with certificates or keys.</summary>
internal enum TlsFailure
{
    /// <summary>A file is not there. Before enrolment this is normal.</summary>
    FileMissing,

    /// <summary>A file cannot be read, or is too large.</summary>
    FileUnreadable,

    /// <summary>Others can read or change the private key.</summary>
    KeyTooOpen,

    /// <summary>The file holds no PEM block of the kind needed, or a damaged one.</summary>
    NotPem,

    /// <summary>No certificate of the CA file may issue certificates.</summary>
    NotAnAuthority,

    /// <summary>The private key needs a passphrase, which nobody could type at boot.</summary>
    KeyEncrypted,

    /// <summary>The server's key is neither ECDSA nor RSA, or is too short; or lists of a CA with this key cannot be verified.</summary>
    KeyUnsupported,

    /// <summary>The private key belongs to another certificate.</summary>
    KeyMismatch,

    /// <summary>Extended key usage without serverAuth.</summary>
    WrongUsage,

    /// <summary>No subject alternative name: no client can match the name or address that it called.</summary>
    NoAlternativeName,

    /// <summary>Validity is over.</summary>
    Expired,

    /// <summary>Validity has not begun; the host's clock may be wrong.</summary>
    NotYetValid,

    /// <summary>Validity ends within <see cref="TlsLimits.ExpiresSoon"/>, or a third of the lifetime when that is shorter.</summary>
    ExpiresSoon,
}
