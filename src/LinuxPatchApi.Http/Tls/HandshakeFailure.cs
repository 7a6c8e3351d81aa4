using System.Net.Sockets;
using System.Security.Cryptography;
using LinuxPatchApi.Http.Identity;

namespace LinuxPatchApi.Http.Tls;

/// <summary>
/// Classifies failed handshakes. The TLS library gives reasons as text only; unknown text stays "other", so changed wording costs a label,
/// never a decision.
/// </summary>
internal static class HandshakeFailure
{
    private static readonly (string Text, HandshakeFailureReason Reason)[] Texts =
    [
        ("unsupported protocol", HandshakeFailureReason.ProtocolVersion),
        ("unsupported_protocol", HandshakeFailureReason.ProtocolVersion),
        ("version too low", HandshakeFailureReason.ProtocolVersion),
        ("alert protocol version", HandshakeFailureReason.ProtocolVersion),
        ("no application protocol", HandshakeFailureReason.ApplicationProtocol),
        ("http request", HandshakeFailureReason.NotTls),
        ("https proxy request", HandshakeFailureReason.NotTls),
        ("wrong version number", HandshakeFailureReason.NotTls),
        ("peer did not return a certificate", HandshakeFailureReason.NoCertificate),
        ("no shared", HandshakeFailureReason.NothingInCommon),
        ("no suitable", HandshakeFailureReason.NothingInCommon),
        ("alert", HandshakeFailureReason.PeerAlert),
        ("bad signature", HandshakeFailureReason.KeyNotProved),
        ("wrong signature", HandshakeFailureReason.KeyNotProved),
        ("wrong curve", HandshakeFailureReason.KeyNotProved),
        ("unexpected eof", HandshakeFailureReason.PeerClosed),
        ("frame", HandshakeFailureReason.Malformed),
        ("message size", HandshakeFailureReason.Malformed),
        ("length", HandshakeFailureReason.Malformed),
        ("bad ", HandshakeFailureReason.Malformed),
        ("decode", HandshakeFailureReason.Malformed),
        ("decryption failed", HandshakeFailureReason.Malformed),
        ("unexpected message", HandshakeFailureReason.Malformed),
        ("record", HandshakeFailureReason.Malformed),
    ];

    /// <summary>Returns the reason for a refused certificate.</summary>
    public static HandshakeFailureReason From(ClientCertificateVerdict verdict) => verdict switch
    {
        ClientCertificateVerdict.Missing => HandshakeFailureReason.NoCertificate,
        ClientCertificateVerdict.Untrusted => HandshakeFailureReason.Untrusted,
        ClientCertificateVerdict.BadSignature => HandshakeFailureReason.BadSignature,
        ClientCertificateVerdict.SelfSigned => HandshakeFailureReason.SelfSigned,
        ClientCertificateVerdict.Expired => HandshakeFailureReason.Expired,
        ClientCertificateVerdict.NotYetValid => HandshakeFailureReason.NotYetValid,
        ClientCertificateVerdict.WrongUsage => HandshakeFailureReason.WrongUsage,
        ClientCertificateVerdict.WeakKey => HandshakeFailureReason.WeakKey,
        ClientCertificateVerdict.WeakSignature => HandshakeFailureReason.WeakSignature,
        ClientCertificateVerdict.CertificateAuthority => HandshakeFailureReason.CertificateAuthority,
        ClientCertificateVerdict.ChainTooLong => HandshakeFailureReason.ChainTooLong,
        ClientCertificateVerdict.PathTooLong => HandshakeFailureReason.PathTooLong,
        ClientCertificateVerdict.IssuerNotAuthority => HandshakeFailureReason.IssuerNotAuthority,
        ClientCertificateVerdict.NameConstraintViolated => HandshakeFailureReason.NameConstraintViolated,
        ClientCertificateVerdict.UnknownCriticalExtension => HandshakeFailureReason.UnknownCriticalExtension,
        ClientCertificateVerdict.ConstraintViolated => HandshakeFailureReason.ConstraintViolated,
        ClientCertificateVerdict.Revoked => HandshakeFailureReason.Revoked,
        ClientCertificateVerdict.RevocationUnknown => HandshakeFailureReason.RevocationUnknown,
        _ => HandshakeFailureReason.CertificateRefused,
    };

    /// <summary>Returns the reason for an exception of a handshake whose certificate check, if any, passed.</summary>
    public static HandshakeFailureReason From(Exception exception)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            foreach (var (text, reason) in Texts)
            {
                if (inner.Message.Contains(text, StringComparison.OrdinalIgnoreCase))
                {
                    return reason;
                }
            }
        }
        return exception switch
        {
            CryptographicException => HandshakeFailureReason.CertificateRefused,
            IOException or SocketException or ObjectDisposedException => HandshakeFailureReason.PeerClosed,
            _ => HandshakeFailureReason.Other,
        };
    }

    /// <summary>Describes for people what is wrong with a client's certificate, which the framework's messages do not say.</summary>
    /// <param name="issuer">Issuer of the client's certificate; null when it sent none.</param>
    /// <param name="accepted">Name of the accepted authority; null when there is none.</param>
    public static string Describe(ClientCertificateVerdict verdict, string? issuer, string? accepted) => verdict switch
    {
        ClientCertificateVerdict.Missing => "no client certificate was sent",
        ClientCertificateVerdict.Untrusted => $"issued by {Known(issuer)}, accepted is {Known(accepted)}",
        ClientCertificateVerdict.BadSignature =>
            $"claims to be issued by {Known(issuer)}, but the signature is not from the accepted {Known(accepted)}",
        ClientCertificateVerdict.SelfSigned => $"self-signed, accepted is what {Known(accepted)} issued",
        ClientCertificateVerdict.Expired => "it or one above it is no longer valid",
        ClientCertificateVerdict.NotYetValid => "it or one above it is not valid yet; is the clock right?",
        ClientCertificateVerdict.WrongUsage => "it is not for client authentication",
        ClientCertificateVerdict.WeakKey => "a key in its chain is too weak, too large or of an unsupported kind",
        ClientCertificateVerdict.WeakSignature => "a signature in its chain uses an unsupported algorithm",
        ClientCertificateVerdict.CertificateAuthority => "it is a CA certificate, not a client certificate",
        ClientCertificateVerdict.ChainTooLong => "more certificates up to the root than allowed",
        ClientCertificateVerdict.Revoked => "it or one above it is revoked",
        ClientCertificateVerdict.RevocationUnknown => "no current revocation list says whether it is revoked",
        _ => $"issued by {Known(issuer)}",
    };

    private static string Known(string? name) => name is null ? "nobody" : PeerText.Cut(name);

    /// <summary>
    /// Describes a failure for people; the TLS library's own text, with its numbers, only where the reason is not known or says too little.
    /// </summary>
    public static string Detail(HandshakeFailureReason reason, Exception exception) => reason switch
    {
        HandshakeFailureReason.ProtocolVersion => "the client does not offer TLS 1.3",
        HandshakeFailureReason.ApplicationProtocol => "the client offers application protocols (ALPN), but not http/1.1",
        HandshakeFailureReason.NothingInCommon => "no cipher suite, group or signature algorithm in common",
        HandshakeFailureReason.NotTls => "the client does not speak TLS",
        HandshakeFailureReason.KeyNotProved => "the client does not hold the private key of its certificate",
        HandshakeFailureReason.PeerClosed => "the client closed the connection",
        _ => exception.GetBaseException().Message,
    };
}

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
