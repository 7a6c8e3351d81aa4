using System.Net.Sockets;
using System.Security.Cryptography;

namespace LinuxPatchApi.Http.Tls;

/// <summary>Tells failed handshakes apart. The TLS library gives reasons as text only; what is not recognised stays "other" with that text,
/// so a changed wording costs a label, never a decision.</summary>
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

    /// <summary>Reason for a refused certificate.</summary>
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

    /// <summary>Reason for an exception of the handshake whose certificate check, if it came to that, passed.</summary>
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

    /// <summary>What is wrong with a client's certificate, for people; the framework's own words name none of it.</summary>
    /// <param name="issuer">Of the client's certificate; null when it sent none.</param>
    /// <param name="accepted">Name of the authority that is accepted; null when there is none.</param>
    public static string Words(ClientCertificateVerdict verdict, string? issuer, string? accepted) => verdict switch
    {
        ClientCertificateVerdict.Missing => "no client certificate was sent",
        ClientCertificateVerdict.Untrusted => $"issued by {Known(issuer)}, accepted is {Known(accepted)}",
        ClientCertificateVerdict.BadSignature => $"says it is issued by {Known(issuer)}, but the signature is not that of the accepted {Known(accepted)}",
        ClientCertificateVerdict.SelfSigned => $"signed by itself, accepted is what {Known(accepted)} issued",
        ClientCertificateVerdict.Expired => "it or one above it is no longer valid",
        ClientCertificateVerdict.NotYetValid => "it or one above it is not valid yet; is the clock right?",
        ClientCertificateVerdict.WrongUsage => "it is not for client authentication",
        ClientCertificateVerdict.WeakKey => "a key of its chain is too weak, too large or of a kind that is not taken",
        ClientCertificateVerdict.WeakSignature => "a signature of its chain is of a kind that is not taken",
        ClientCertificateVerdict.CertificateAuthority => "an authority's certificate is none of a client",
        ClientCertificateVerdict.ChainTooLong => "more certificates up to the root than are taken",
        ClientCertificateVerdict.Revoked => "it or one above it is revoked",
        ClientCertificateVerdict.RevocationUnknown => "no revocation list in time tells whether it is revoked",
        _ => $"issued by {Known(issuer)}",
    };

    private static string Known(string? name) => name is null ? "nobody" : PeerText.Cut(name);

    /// <summary>The innermost message: the TLS library's own words.</summary>
    public static string Detail(Exception exception) => exception.GetBaseException().Message;
}
