namespace LinuxPatchApi.Http.Connections;

/// <summary>Why an established connection is ended although its client did nothing wrong on it.</summary>
public enum EndReason
{
    /// <summary>Its address is not in the allow-list any more.</summary>
    AddressDenied,

    /// <summary>Its certificate, or one above it, has been revoked since the handshake.</summary>
    CertificateRevoked,

    /// <summary>Its certificate would no longer be let in: the CA is trusted no more, or its revocation can no longer be told.</summary>
    CertificateRefused,

    /// <summary>The validity of its certificate, or of one above it, is over.</summary>
    CertificateExpired,

    /// <summary>It has lasted for <see cref="HttpLimits.ConnectionAge"/>; the client is to prove anew who it is.</summary>
    TooOld,
}
