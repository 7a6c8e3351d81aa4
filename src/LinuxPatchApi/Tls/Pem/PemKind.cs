namespace LinuxPatchApi.Tls.Pem;

/// <summary>What stands in a block, by its label (RFC 7468 sections 5 to 13, and those that OpenSSL knows beside them).</summary>
internal enum PemKind
{
    /// <summary>Known to nobody here.</summary>
    Other,

    Certificate,

    /// <summary>OpenSSL's own: a certificate, and behind it for what it is trusted and for what it is not.</summary>
    TrustedCertificate,

    RevocationList,

    /// <summary>A private key without a passphrase, of any kind.</summary>
    PrivateKey,

    EncryptedPrivateKey,

    /// <summary>Parameters that openssl writes before a key, which repeats them.</summary>
    Parameters,
}
