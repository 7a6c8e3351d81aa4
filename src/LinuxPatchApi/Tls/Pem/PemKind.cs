namespace LinuxPatchApi.Tls.Pem;

/// <summary>The content of a block by its label (RFC 7468 sections 5 to 13, and OpenSSL's own labels).</summary>
internal enum PemKind
{
    /// <summary>An unknown label.</summary>
    Other,

    Certificate,

    /// <summary>OpenSSL's own format: a certificate followed by its trust settings.</summary>
    TrustedCertificate,

    RevocationList,

    /// <summary>An unencrypted private key of any algorithm.</summary>
    PrivateKey,

    EncryptedPrivateKey,

    /// <summary>Parameters that openssl writes before a key; the key repeats them.</summary>
    Parameters,
}
