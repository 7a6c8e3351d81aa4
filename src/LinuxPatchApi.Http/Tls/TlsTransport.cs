using System.ComponentModel;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Http.Connections.Streams;
using LinuxPatchApi.Http.Identity;
using LinuxPatchApi.Http.Native;

namespace LinuxPatchApi.Http.Tls;

/// <summary>Performs the mutual TLS handshake.</summary>
internal sealed class TlsTransport(IServerTls tls) : ITransport
{
    /// <summary>Content type of a handshake record, RFC 8446 section 5.1: the first byte of every TLS connection.</summary>
    private const byte HandshakeRecord = 22;

    private readonly LastClient _last = new();

    /// <inheritdoc />
    public async ValueTask<TransportResult> EstablishAsync(SocketStream raw, IPAddress address, CancellationToken cancellationToken)
    {
        if (await WaitForHelloAsync(raw, cancellationToken) is { } hopeless)
        {
            var seen = hopeless == HandshakeFailureReason.NotTls ? ForeignProtocol.Describe(raw.Ahead) : null;
            return TransportResult.Failed(hopeless, seen, null);
        }
        var snapshot = tls.Current;
        var verdict = ClientCertificateVerdict.Accepted;
        string? subject = null;
        string? issuer = null;
        ReadOnlyMemory<byte>[] links = [];
        var inBundle = 0;
        DateTimeOffset? validUntil = null;
        var stream = new TlsStream(raw);
        var early = new EarlyJudgement(snapshot.Clients);
        HandshakeVerifier.Current = early;
        try
        {
            await stream.AuthenticateAsServerAsync(snapshot.OptionsFor(Judge), cancellationToken);
            if (stream.RemoteCertificate is not X509Certificate2 certificate)
            {
                return await FailAsync(HandshakeFailureReason.NoCertificate, Describe(ClientCertificateVerdict.Missing));
            }
            var (client, der) = _last.Of(certificate, address);
            if (links.Length > 0 && links[0].Span.SequenceEqual(der.Span))
            {
                links[0] = der;
            }
            // RemoteCertificate has been read, so the certificate is ours to dispose; an idle connection need not hold some kilobytes of
            // it.
            certificate.Dispose();
            client = client with { Certificates = links };
            return TransportResult.Established(stream, client, links, validUntil) with { InBundle = inBundle };
        }
        catch (OperationCanceledException)
        {
            return await FailAsync(HandshakeFailureReason.TimedOut, null);
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            var alertSent = early.Verdict != ClientCertificateVerdict.Accepted;
            if (alertSent)
            {
                (verdict, subject, issuer) = (early.Verdict, early.Subject, early.Issuer);
            }
            var reason = verdict == ClientCertificateVerdict.Accepted ? HandshakeFailure.From(exception) : HandshakeFailure.From(verdict);
            var detail = reason == HandshakeFailureReason.NoCertificate ? Describe(ClientCertificateVerdict.Missing)
                : verdict == ClientCertificateVerdict.Accepted ? HandshakeFailure.Detail(reason, exception)
                : Describe(verdict);
            return await FailAsync(reason, detail, alertSent || reason == HandshakeFailureReason.NoCertificate);
        }

        bool Judge(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
        {
            var leaf = certificate as X509Certificate2;
            subject = leaf is null ? null : SubjectText.Of(leaf.SubjectName);
            issuer = leaf is null ? null : SubjectText.Of(leaf.IssuerName);
            verdict = snapshot.Clients.Judge(leaf, chain);
            if (leaf is not null && verdict != ClientCertificateVerdict.Accepted)
            {
                // Accepted before and refused now (expired, or a list overdue): from the next handshake on it gets an alert.
                snapshot.Clients.Seen.Remove(SHA256.HashData(leaf.RawDataMemory.Span));
            }
            (links, inBundle) = verdict == ClientCertificateVerdict.Accepted ? snapshot.Clients.Links(chain!) : ([], 0);
            // An accepted chain has elements.
            validUntil = verdict == ClientCertificateVerdict.Accepted
                ? chain!.ChainElements.Min(element => (DateTimeOffset)element.Certificate.NotAfter.ToUniversalTime())
                : null;
            return verdict == ClientCertificateVerdict.Accepted;
        }

        string Describe(ClientCertificateVerdict why) => HandshakeFailure.Describe(why, issuer, snapshot.Clients.Accepted);

        async ValueTask<TransportResult> FailAsync(HandshakeFailureReason reason, string? detail, bool alertSent = false)
        {
            await stream.DisposeAsync();
            var failed = TransportResult.Failed(
                reason, detail is null ? null : PeerText.Cut(detail), subject is null ? null : PeerText.Cut(subject));
            return failed with { AlertSent = alertSent };
        }
    }

    /// <summary>
    /// Checks the first byte, so that peers that only connect, or do not use TLS, cost no TLS state and are classified. Null: continue.
    /// </summary>
    private static async ValueTask<HandshakeFailureReason?> WaitForHelloAsync(SocketStream raw, CancellationToken cancellationToken)
    {
        try
        {
            return await raw.PeekAsync(cancellationToken) switch
            {
                null => HandshakeFailureReason.PeerClosed,
                HandshakeRecord => null,
                _ => HandshakeFailureReason.NotTls,
            };
        }
        catch (Exception exception) when (exception is OperationCanceledException || ConnectionErrors.IsLost(exception))
        {
            return exception is OperationCanceledException ? HandshakeFailureReason.TimedOut : HandshakeFailureReason.PeerClosed;
        }
    }

    /// <summary>True for exceptions that a hostile or broken peer can cause.</summary>
    private static bool IsExpected(Exception exception) => exception
        is AuthenticationException or IOException or SocketException or ObjectDisposedException or CryptographicException or Win32Exception;
}
