using System.Net.Sockets;
using System.Security.Cryptography;

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

    /// <summary>Returns the innermost message: the TLS library's own.</summary>
    public static string Detail(Exception exception) => exception.GetBaseException().Message;
}
