namespace LinuxPatchApi.Http.Tls;

/// <summary>Why a handshake failed. Logged and counted; the peer receives only a TLS alert.</summary>
public enum HandshakeFailureReason
{
    /// <summary>The client sent no certificate.</summary>
    NoCertificate,

    /// <summary>The client certificate is not from the configured CA.</summary>
    Untrusted,

    /// <summary>A signature in the chain is wrong: a CA of that name used another key, or someone else signed.</summary>
    BadSignature,

    /// <summary>Self-signed, so issued by no CA.</summary>
    SelfSigned,

    /// <summary>The client certificate, or one above it, has expired.</summary>
    Expired,

    /// <summary>The client certificate, or one above it, is not valid yet.</summary>
    NotYetValid,

    /// <summary>The client certificate is not for client authentication.</summary>
    WrongUsage,

    /// <summary>
    /// A key in the client's chain is too weak, too large or of an unsupported kind: see <see cref="CertificateStrength"/>.
    /// </summary>
    WeakKey,

    /// <summary>A certificate in the chain is signed with SHA-1 or another unsupported algorithm.</summary>
    WeakSignature,

    /// <summary>A CA certificate used as a client certificate.</summary>
    CertificateAuthority,

    /// <summary>More certificates up to the root than allowed.</summary>
    ChainTooLong,

    /// <summary>More CAs in the chain than a CA's path length allows.</summary>
    PathTooLong,

    /// <summary>A certificate in the chain was issued by a certificate that is not a CA.</summary>
    IssuerNotAuthority,

    /// <summary>A name is outside the name constraints of a CA in the chain.</summary>
    NameConstraintViolated,

    /// <summary>A certificate in the chain has an unknown critical extension.</summary>
    UnknownCriticalExtension,

    /// <summary>Policy constraints or other constraints of a CA are violated.</summary>
    ConstraintViolated,

    /// <summary>The client certificate, or one above it, is revoked.</summary>
    Revoked,

    /// <summary>The revocation status is unknown, and the policy refuses that.</summary>
    RevocationUnknown,

    /// <summary>The client certificate was refused for another reason.</summary>
    CertificateRefused,

    /// <summary>The client does not hold the private key of its certificate: its handshake signature is wrong.</summary>
    KeyNotProved,

    /// <summary>The client does not speak TLS 1.3.</summary>
    ProtocolVersion,

    /// <summary>The client offers application protocols, but not http/1.1.</summary>
    ApplicationProtocol,

    /// <summary>No cipher suite, group or signature algorithm in common.</summary>
    NothingInCommon,

    /// <summary>TLS that violates the protocol: an impossible length, order or value.</summary>
    Malformed,

    /// <summary>Not TLS, for example clear-text HTTP or garbage.</summary>
    NotTls,

    /// <summary>The client ended the handshake with an alert; it may not trust our certificate.</summary>
    PeerAlert,

    /// <summary>The client closed the connection before or during the handshake, as port scans do.</summary>
    PeerClosed,

    /// <summary>The handshake did not complete in time.</summary>
    TimedOut,

    /// <summary>The server is shutting down.</summary>
    ServerEnding,

    /// <summary>Any other failure; the log has the TLS library's message.</summary>
    Other,
}
