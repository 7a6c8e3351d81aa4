using System.ComponentModel;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace LinuxPatchApi.Http.Client;

/// <summary>
/// One GET over TLS: a connection of its own, no redirects, no proxy, no system roots, every size and time bounded. The base library's HTTP
/// client would add 1.2 MB to the binary.
/// </summary>
public static class HttpsFetch
{
    private const int DefaultPort = 443;
    private const int ReadBytes = 16 * 1024;
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>Fetches a document.</summary>
    /// <param name="address">An https URL; user information and fragment are not sent.</param>
    /// <param name="options">Trust and limits.</param>
    /// <param name="cancellationToken">Cancels with an <see cref="OperationCanceledException"/>.</param>
    public static async Task<FetchResult> GetAsync(Uri address, FetchOptions options, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(options.Deadline, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await ConnectAsync(address, options, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return FetchResult.Fail(FetchOutcome.TimedOut, $"no complete response within {(int)options.Deadline.TotalSeconds} s");
        }
    }

    private static async Task<FetchResult> ConnectAsync(Uri address, FetchOptions options, CancellationToken cancellationToken)
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
        }
        catch (SocketException exception)
        {
            return FetchResult.Fail(FetchOutcome.NotReached, $"{address.Authority}: {exception.SocketErrorCode}");
        }
        string? refusal = null;
        var stream = new SslStream(new NetworkStream(socket), leaveInnerStreamOpen: false);
        await using (stream)
        {
            try
            {
                var tls = Tls(address, options, why => refusal = why);
                await stream.AuthenticateAsClientAsync(tls, cancellationToken);
                return await ExchangeAsync(stream, address, options, cancellationToken);
            }
            catch (Exception exception) when (exception
                is AuthenticationException or IOException or SocketException or CryptographicException or Win32Exception)
            {
                return exception.InnerException is SocketException reset
                    ? FetchResult.Fail(FetchOutcome.Truncated, $"{address.Authority}: {reset.SocketErrorCode}")
                    : FetchResult.Fail(FetchOutcome.TlsFailed, refusal ?? exception.GetBaseException().Message);
            }
        }
    }

    private static SslClientAuthenticationOptions Tls(Uri address, FetchOptions options, Action<string> refuse)
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
            RemoteCertificateValidationCallback = (_, _, chain, errors) => Judge(chain, errors),
        };

        bool Judge(X509Chain? chain, SslPolicyErrors errors)
        {
            var why = errors switch
            {
                SslPolicyErrors.None => IsAccepted(chain) ? null : "its certificate is revoked",
                SslPolicyErrors.RemoteCertificateNameMismatch => $"its certificate is not for {address.Host}",
                SslPolicyErrors.RemoteCertificateNotAvailable => "it has no certificate",
                _ => "its certificate is not issued by the CA file, expired, or not for servers",
            };
            if (why is not null)
            {
                refuse(why);
            }
            return why is null;
        }

        bool IsAccepted(X509Chain? chain) =>
            chain is not null && options.Accept?.Invoke([.. chain.ChainElements.Select(e => e.Certificate)]) != false;
    }

    private static async Task<FetchResult> ExchangeAsync(
        SslStream stream, Uri address, FetchOptions options, CancellationToken cancellationToken)
    {
        // PathAndQuery is escaped, so it cannot contain a line break.
        var host = address.HostNameType == UriHostNameType.IPv6 ? $"[{IPAddress.Parse(address.IdnHost)}]" : address.IdnHost;
        var request = $"GET {address.PathAndQuery} HTTP/1.1\r\nHost: {host}{(address.IsDefaultPort ? "" : $":{address.Port}")}\r\n"
            + $"User-Agent: {options.UserAgent}\r\nAccept: */*\r\nConnection: close\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), cancellationToken);
        using var reader = new ResponseReader(new HttpLimits { BodyBytes = options.BodyBytes });
        var buffer = new byte[ReadBytes];
        while (reader.Result is null)
        {
            var count = await stream.ReadAsync(buffer, cancellationToken);
            if (count == 0)
            {
                return reader.End();
            }
            reader.Append(buffer.AsSpan(0, count));
        }
        return reader.Result;
    }
}
