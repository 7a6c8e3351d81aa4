namespace LinuxPatchApi.Http.Tls;

/// <summary>Why a handshake did not end in a connection. Logged and counted; the peer is told nothing but a TLS alert.</summary>
public enum HandshakeFailureReason
{
    /// <summary>The client sent no certificate.</summary>
    NoCertificate,

    /// <summary>Client certificate of another CA.</summary>
    Untrusted,

    /// <summary>A signature of the chain is wrong: a CA of that name signed it with another key, or somebody else did.</summary>
    BadSignature,

    /// <summary>Signed by itself, so by no CA.</summary>
    SelfSigned,

    /// <summary>Client certificate or one above it is no longer valid.</summary>
    Expired,

    /// <summary>Client certificate is not yet valid.</summary>
    NotYetValid,

    /// <summary>Client certificate is not for client authentication.</summary>
    WrongUsage,

    /// <summary>A key of the client's chain is too weak or of a kind that is not taken: see <see cref="CertificateStrength"/>.</summary>
    WeakKey,

    /// <summary>A certificate of the chain is signed with SHA-1 or another algorithm that is not taken.</summary>
    WeakSignature,

    /// <summary>A CA certificate used as a client's own.</summary>
    CertificateAuthority,

    /// <summary>More certificates up to the root than are taken.</summary>
    ChainTooLong,

    /// <summary>More CAs in the chain than the path length of one of them allows.</summary>
    PathTooLong,

    /// <summary>A certificate of the chain was issued by one that is no CA.</summary>
    IssuerNotAuthority,

    /// <summary>A name is outside of what a CA of the chain may issue.</summary>
    NameConstraintViolated,

    /// <summary>A certificate of the chain has a critical extension that is not known here.</summary>
    UnknownCriticalExtension,

    /// <summary>Policy constraints of a CA are broken, or something else that one demands.</summary>
    ConstraintViolated,

    /// <summary>Client certificate or one above it is revoked.</summary>
    Revoked,

    /// <summary>Revocation could not be told, and policy refuses then.</summary>
    RevocationUnknown,

    /// <summary>Client certificate refused for another reason.</summary>
    CertificateRefused,

    /// <summary>The client does not hold the key of its certificate: its signature over the handshake is wrong.</summary>
    KeyNotProved,

    /// <summary>The client does not speak TLS 1.3.</summary>
    ProtocolVersion,

    /// <summary>The client offers application protocols, but not http/1.1.</summary>
    ApplicationProtocol,

    /// <summary>No cipher suite, group or signature algorithm in common.</summary>
    NothingInCommon,

    /// <summary>TLS, but against its rules: a length, an order or a value that cannot be.</summary>
    Malformed,

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
