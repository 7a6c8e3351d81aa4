using System.ComponentModel;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LinuxPatchApi.Http.Limits;

namespace LinuxPatchApi.Http.Client;

/// <summary>
/// One request over TLS: a connection of its own, no redirects, no proxy, no system roots, every size and time bounded. The base
/// library's HTTP client would add 1.2 MB to the binary.
/// </summary>
public static class HttpsFetch
{
    private const int DefaultPort = 443;
    private const int ReadBytes = 16 * 1024;
    private const string Unclear = "its certificate is not issued by an accepted authority, expired, or not for servers";
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>Sends one request, a GET unless the options say otherwise, and reads the response.</summary>
    /// <param name="address">An https URL; user information and fragment are not sent.</param>
    /// <param name="options">Trust and limits.</param>
    /// <param name="cancellationToken">Cancels with an <see cref="OperationCanceledException"/>.</param>
    public static async Task<FetchResult> SendAsync(Uri address, FetchOptions options, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(options.Deadline, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var seen = new Seen();
        FetchResult result;
        try
        {
            result = await ConnectAsync(address, options, seen, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            result = FetchResult.Fail(FetchOutcome.TimedOut, $"no complete response within {(int)options.Deadline.TotalSeconds} s");
        }
        return result with { Received = seen.Received, Fingerprint = seen.Fingerprint, Remote = seen.Remote };
    }

    /// <summary>What is known of an exchange however it ends.</summary>
    private sealed class Seen
    {
        public int Received { get; set; }

        public string? Fingerprint { get; set; }

        public IPAddress? Remote { get; set; }
    }

    private static async Task<FetchResult> ConnectAsync(
        Uri address, FetchOptions options, Seen seen, CancellationToken cancellationToken)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            var port = address.Port < 0 ? DefaultPort : address.Port;
            if (options.ConnectTo is { } place)
            {
                await socket.ConnectAsync(place, cancellationToken);
            }
            else
            {
                await socket.ConnectAsync(address.IdnHost, port, cancellationToken);
            }
            // Throws when the peer has reset the connection already, as an agent does to addresses outside its allow-list.
            var remote = (socket.RemoteEndPoint as IPEndPoint)?.Address;
            seen.Remote = remote is { IsIPv4MappedToIPv6: true } ? remote.MapToIPv4() : remote;
        }
        catch (SocketException exception) when (exception.SocketErrorCode
            is SocketError.NotConnected or SocketError.ConnectionReset or SocketError.ConnectionAborted)
        {
            return FetchResult.Fail(FetchOutcome.Truncated, $"{address.Authority}: {SocketErrorText.Of(SocketError.ConnectionReset)}");
        }
        catch (SocketException exception)
        {
            return FetchResult.Fail(FetchOutcome.NotReached, $"{address.Authority}: {SocketErrorText.Of(exception.SocketErrorCode)}");
        }
        string? refusal = null;
        var stream = new SslStream(new NetworkStream(socket), leaveInnerStreamOpen: false);
        await using (stream)
        {
            try
            {
                var tls = Tls(address, options, seen, why => refusal = why);
                await stream.AuthenticateAsClientAsync(tls, cancellationToken);
                return await ExchangeAsync(stream, address, options, seen, cancellationToken);
            }
            catch (Exception exception) when (exception
                is AuthenticationException or IOException or SocketException or CryptographicException or Win32Exception)
            {
                return exception.InnerException is SocketException reset
                    ? FetchResult.Fail(FetchOutcome.Truncated, $"{address.Authority}: {SocketErrorText.Of(reset.SocketErrorCode)}")
                    : FetchResult.Fail(FetchOutcome.TlsFailed, refusal ?? exception.GetBaseException().Message);
            }
        }
    }

    private static SslClientAuthenticationOptions Tls(Uri address, FetchOptions options, Seen seen, Action<string> refuse)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            VerificationTime = options.Time.GetUtcNow().UtcDateTime,
        };
        policy.CustomTrustStore.AddRange(options.Authorities);
        policy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        return new SslClientAuthenticationOptions
        {
            TargetHost = address.IdnHost,
            // The document itself is signed; a manager behind an older proxy must still get revocation lists.
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            AllowTlsResume = false,
            AllowRenegotiation = false,
            CertificateChainPolicy = policy,
            ClientCertificateContext = options.Certificate is { } own
                ? SslStreamCertificateContext.Create(
                    own, options.Intermediates, offline: true, SslCertificateTrust.CreateForX509Collection(options.Authorities))
                : null,
            RemoteCertificateValidationCallback = (_, shown, chain, errors) => Judge(shown, chain, errors),
        };

        bool Judge(X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors)
        {
            seen.Fingerprint = shown is null ? null : shown.GetCertHashString(HashAlgorithmName.SHA256);
            if (options.Fingerprint is { } expected && (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None)
            {
                var pinned = seen.Fingerprint != expected ? "its certificate does not have the given fingerprint" : WhyNotNow(shown!);
                if (pinned is not null)
                {
                    refuse(pinned);
                }
                return pinned is null;
            }
            var why = errors switch
            {
                SslPolicyErrors.None => IsAccepted(chain) ? null : "its certificate is revoked",
                SslPolicyErrors.RemoteCertificateNameMismatch => $"its certificate is not for {address.Host}",
                SslPolicyErrors.RemoteCertificateNotAvailable => "it has no certificate",
                // The name of a certificate that is not trusted does not matter.
                _ => shown is not null && chain is not null ? WhyNotTrusted(shown, chain) : Unclear,
            };
            if (why is not null)
            {
                refuse(why);
            }
            return why is null;
        }

        // Whoever issued it comes first: of a certificate of somebody else the rest does not matter.
        string WhyNotTrusted(X509Certificate shown, X509Chain chain)
        {
            var status = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status);
            const X509ChainStatusFlags foreign =
                X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.NotSignatureValid;
            return (status & foreign) != 0 ? "its certificate is not issued by an accepted authority"
                : (status & X509ChainStatusFlags.NotValidForUsage) != 0 ? "its certificate is not for servers"
                : (status & X509ChainStatusFlags.NotTimeValid) != 0
                    ? WhyNotNow(shown) ?? "its certificate is good, but a CA above it has expired, or is not valid yet"
                : Unclear;
        }

        string? WhyNotNow(X509Certificate shown)
        {
            using var certificate = new X509Certificate2(shown);
            var now = options.Time.GetUtcNow();
            return now > certificate.NotAfter.ToUniversalTime() ? $"its certificate expired on {certificate.NotAfter.ToUniversalTime():u}"
                : now < certificate.NotBefore.ToUniversalTime()
                    ? $"its certificate is valid from {certificate.NotBefore.ToUniversalTime():u} on; is the clock right?"
                : null;
        }

        bool IsAccepted(X509Chain? chain) =>
            chain is not null && options.Accept?.Invoke([.. chain.ChainElements.Select(e => e.Certificate)]) != false;
    }

    private static async Task<FetchResult> ExchangeAsync(
        SslStream stream, Uri address, FetchOptions options, Seen seen, CancellationToken cancellationToken)
    {
        // PathAndQuery is escaped, so it cannot contain a line break.
        var host = address.HostNameType == UriHostNameType.IPv6 ? $"[{IPAddress.Parse(address.IdnHost)}]" : address.IdnHost;
        var key = options.IdempotencyKey is null ? "" : $"Idempotency-Key: {options.IdempotencyKey}\r\n";
        var content = options.Body is null ? "" : $"Content-Type: application/json\r\nContent-Length: {options.Body.Length}\r\n";
        var request = $"{options.Method} {address.PathAndQuery} HTTP/1.1\r\n"
            + $"Host: {host}{(address.IsDefaultPort ? "" : $":{address.Port}")}\r\n"
            + $"User-Agent: {options.UserAgent}\r\nAccept: */*\r\n{key}{content}Connection: close\r\n\r\n";
        await stream.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(request), .. options.Body ?? []], cancellationToken);
        using var reader = new ResponseReader(new HttpLimits { BodyBytes = options.BodyBytes }, options.AnyStatus);
        var buffer = new byte[ReadBytes];
        while (reader.Result is null)
        {
            var count = await stream.ReadAsync(buffer, cancellationToken);
            if (count == 0)
            {
                return reader.End();
            }
            reader.Append(buffer.AsSpan(0, count));
            seen.Received = Math.Max(seen.Received, reader.Received);
        }
        return reader.Result;
    }
}
