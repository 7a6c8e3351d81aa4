namespace LinuxPatchApi.Tls;

/// <summary>What can be wrong with certificate and key files.</summary>
internal enum TlsFailure
{
    /// <summary>A file does not exist, which is normal before enrolment.</summary>
    FileMissing,

    /// <summary>A file cannot be read or is too large.</summary>
    FileUnreadable,

    /// <summary>Group or others can read or change the private key.</summary>
    KeyTooOpen,

    /// <summary>The file lacks a PEM block of the required kind, or holds a block that is damaged or has no use there.</summary>
    NotPem,

    /// <summary>No certificate of the CA file may issue certificates.</summary>
    NotAnAuthority,

    /// <summary>The private key needs a passphrase, which nobody can type at boot.</summary>
    KeyEncrypted,

    /// <summary>
    /// The server's key is neither ECDSA nor RSA, or is too short; or revocation lists of a CA with this key cannot be verified.
    /// </summary>
    KeyUnsupported,

    /// <summary>The private key does not match the certificate, or the file holds a second one.</summary>
    KeyMismatch,

    /// <summary>The extended key usage lacks serverAuth.</summary>
    WrongUsage,

    /// <summary>No subject alternative name: no client can match the name or address that it connected to.</summary>
    NoAlternativeName,

    /// <summary>The certificate has expired.</summary>
    Expired,

    /// <summary>The certificate is not valid yet; the host's clock may be wrong.</summary>
    NotYetValid,

    /// <summary>Less than <see cref="TlsLimits.SoonFor"/> is left, or a third of the lifetime when that is shorter.</summary>
    ExpiresSoon,
}
