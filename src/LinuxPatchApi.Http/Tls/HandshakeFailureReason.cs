namespace LinuxPatchApi.Http.Tls;

/// <summary>Why a handshake did not end in a connection. Logged and counted; the peer is told nothing but a TLS alert.</summary>
public enum HandshakeFailureReason
{
    /// <summary>The client sent no certificate.</summary>
    NoCertificate,

    /// <summary>Client certificate of another CA, or with a wrong signature.</summary>
    Untrusted,

    /// <summary>Client certificate or one above it is no longer valid.</summary>
    Expired,

    /// <summary>Client certificate is not yet valid.</summary>
    NotYetValid,

    /// <summary>Client certificate is not for client authentication.</summary>
    WrongUsage,

    /// <summary>A CA certificate used as a client's own.</summary>
    CertificateAuthority,

    /// <summary>A constraint of a CA is broken.</summary>
    ConstraintViolated,

    /// <summary>Client certificate or one above it is revoked.</summary>
    Revoked,

    /// <summary>Revocation could not be told, and policy refuses then.</summary>
    RevocationUnknown,

    /// <summary>Client certificate refused for another reason.</summary>
    CertificateRefused,

    /// <summary>The client does not speak TLS 1.3.</summary>
    ProtocolVersion,

    /// <summary>The client offers application protocols, but not http/1.1.</summary>
    ApplicationProtocol,

    /// <summary>No TLS at all, clear-text HTTP for instance, or garbage.</summary>
    NotTls,

    /// <summary>The client ended the handshake by an alert; it may not trust our certificate.</summary>
    PeerAlert,

    /// <summary>The client closed, before or during the handshake. Port discovery does so.</summary>
    PeerClosed,

    /// <summary>Not complete in time.</summary>
    TimedOut,

    /// <summary>The server is ending.</summary>
    ServerEnding,

    /// <summary>Something else; the log has the TLS library's words.</summary>
    Other,
}
