namespace LinuxPatchApi.Http.Connections;

/// <summary>Why the server ends an established connection although its client did nothing wrong on it.</summary>
public enum EndReason
{
    /// <summary>Its address is no longer in the allow-list.</summary>
    AddressDenied,

    /// <summary>Its certificate, or one above it, has been revoked since the handshake.</summary>
    CertificateRevoked,

    /// <summary>
    /// Its certificate would no longer be accepted: the CA is no longer trusted, or its revocation status can no longer be determined.
    /// </summary>
    CertificateRefused,

    /// <summary>Its certificate, or one above it, has expired.</summary>
    CertificateExpired,

    /// <summary>It has reached <see cref="HttpLimits.ConnectionAge"/>; the client must authenticate again.</summary>
    TooOld,
}
