namespace LinuxPatchApi.Http.Tls;

/// <summary>Kinds of signatures that are taken.</summary>
public enum SignatureScheme
{
    /// <summary>RFC 5758 section 3.2, with SHA-256, SHA-384 or SHA-512.</summary>
    Ecdsa,

    /// <summary>RFC 4055 section 5, with the same hashes.</summary>
    RsaPkcs1,

    /// <summary>RFC 4055 section 3.1, with the same hashes.</summary>
    RsaPss,

    /// <summary>RFC 8410.</summary>
    Ed25519,
}
