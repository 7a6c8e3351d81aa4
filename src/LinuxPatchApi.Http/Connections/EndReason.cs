namespace LinuxPatchApi.Http.Connections;

/// <summary>Why an established connection is ended although its client did nothing wrong on it.</summary>
public enum EndReason
{
    /// <summary>Its address is not in the allow-list any more.</summary>
    AddressDenied,

    /// <summary>Its certificate, or one above it, has been revoked since the handshake.</summary>
    CertificateRevoked,
}
