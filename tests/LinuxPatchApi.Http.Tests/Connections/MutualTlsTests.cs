using System.Buffers;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LinuxPatchApi.Http.Identity;
using LinuxPatchApi.Http.Native;
using LinuxPatchApi.Http.Tests.Support;
using LinuxPatchApi.Http.Tls;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Http.Tests.Connections;

public sealed class MutualTlsTests
{
    private const string Get = "GET /api/v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n";

    [Fact]
    public async Task Client_with_certificate_of_the_configured_authority_is_answered()
    {
        await using var server = TestServer.Tls();
        await using var client = await RawClient.TlsAsync(server.Endpoint, TestPki.Client);
        await client.SendAsync(Get + Get);
        Assert.Equal("GET /api/v1/health ", (await client.ReceiveAsync())!.Text);
        Assert.Equal("GET /api/v1/health ", (await client.ReceiveAsync())!.Text);
        var tls = (SslStream)client.Stream;
        Assert.Equal((SslProtocols.Tls13, true), (tls.SslProtocol, tls.IsMutuallyAuthenticated));
        Assert.Equal(1, server.Http.Counters.Handshakes);
    }

    [Fact]
    public async Task Handler_sees_who_asks()
    {
        ClientIdentity? seen = null;
        await using var server = TestServer.Tls((exchange, _) =>
        {
            seen = exchange.Request.Client;
            return default;
        });
        await using var client = await RawClient.TlsAsync(server.Endpoint, TestPki.Client);
        await client.SendAsync(Get);
        await client.ReceiveAsync();
        var fingerprint = Convert.ToHexStringLower(SHA256.HashData(TestPki.Client.RawData));
        Assert.Equal(
            new ClientIdentity("CN=manager, O=Site", TestPki.Client.SerialNumber, fingerprint, IPAddress.Loopback),
            seen! with { AlternativeNames = [], AlternativeNameKinds = [], Certificates = [] });
        Assert.Equal(
            [TestPki.Client.RawData, TestPki.Authority.Certificate.RawData],
            seen.Certificates.Select(certificate => certificate.ToArray()));
        Assert.Equal(["127.0.0.1", "::1", "localhost"], seen.AlternativeNames.Order(StringComparer.Ordinal));
    }

    public static TheoryData<string, HandshakeFailureReason> Refused => new()
    {
        { "none", HandshakeFailureReason.NoCertificate },
        { "other authority", HandshakeFailureReason.Untrusted },
        { "self-signed", HandshakeFailureReason.SelfSigned },
        { "same name, other key", HandshakeFailureReason.BadSignature },
        { "expired", HandshakeFailureReason.Expired },
        { "not yet valid", HandshakeFailureReason.NotYetValid },
        { "server usage", HandshakeFailureReason.WrongUsage },
        { "no usage", HandshakeFailureReason.WrongUsage },
        { "authority as client", HandshakeFailureReason.CertificateAuthority },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Other_client_is_refused_and_the_reason_is_logged_and_counted(string kind, HandshakeFailureReason reason)
    {
        using var other = new TestAuthority("Other root");
        using var impostor = new TestAuthority("Test root");
        using var certificate = kind switch
        {
            "none" => null,
            "other authority" => other.Issue("CN=x", TestAuthority.ClientAuth),
            "self-signed" => SelfSigned(),
            "same name, other key" => impostor.Issue("CN=x", TestAuthority.ClientAuth),
            "expired" => TestPki.Authority.Issue("CN=x", TestAuthority.ClientAuth, fromDays: -30, toDays: -1),
            "not yet valid" => TestPki.Authority.Issue("CN=x", TestAuthority.ClientAuth, fromDays: 1),
            "server usage" => TestPki.Authority.Issue("CN=x", TestAuthority.ServerAuth),
            "no usage" => TestPki.Authority.Issue("CN=x", usage: null),
            "authority as client" => TestPki.Authority.Issue("CN=x", TestAuthority.ClientAuth, isAuthority: true),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
        await AssertRefusedAsync(certificate, reason, TestPki.Snapshot());
    }

    [Theory]
    [InlineData(RevocationVerdict.Revoked, HandshakeFailureReason.Revoked)]
    [InlineData(RevocationVerdict.Unknown, HandshakeFailureReason.RevocationUnknown)]
    public async Task Revocation_hook_decides(RevocationVerdict verdict, HandshakeFailureReason reason)
    {
        string? asked = null;
        await AssertRefusedAsync(TestPki.Client, reason, TestPki.Snapshot((leaf, chain) =>
        {
            asked = $"{leaf.Subject} {chain.ChainElements.Count}";
            return verdict;
        }));
        Assert.Equal("CN=manager, O=Site 2", asked);
    }

    [Fact]
    public async Task Case30_A_certificate_that_was_good_and_is_refused_is_forgotten_so_that_the_next_refusal_is_told()
    {
        var verdict = RevocationVerdict.Good;
        var snapshot = TestPki.Snapshot((_, _) => verdict);
        Assert.Equal(VerifyError.None, new EarlyJudgement(snapshot.Clients).Judge(TestPki.Client, 1, () => []));
        Assert.Equal(1, snapshot.Clients.Seen.Count);
        verdict = RevocationVerdict.Unknown;
        // Accepted before, so the early check is skipped; the verdict of the handshake still counts.
        Assert.Equal(VerifyError.None, new EarlyJudgement(snapshot.Clients).Judge(TestPki.Client, 1, () => []));
        await AssertRefusedAsync(TestPki.Client, HandshakeFailureReason.RevocationUnknown, snapshot);
        Assert.Equal(0, snapshot.Clients.Seen.Count);
        Assert.NotEqual(VerifyError.None, new EarlyJudgement(snapshot.Clients).Judge(TestPki.Client, 1, () => []));
    }

    [Fact]
    public async Task Every_handshake_asks_the_revocation_hook_because_no_session_is_resumed()
    {
        var asked = 0;
        await using var server = TestServer.Tls(change: options => options with
        {
            Tls = new FixedTls(TestPki.Snapshot((_, _) =>
            {
                Interlocked.Increment(ref asked);
                return RevocationVerdict.Good;
            })),
        });
        for (var i = 0; i < 3; i++)
        {
            await using var client = await RawClient.TlsAsync(server.Endpoint, TestPki.Client);
            await client.SendAsync(Get);
            Assert.Equal(200, (await client.ReceiveAsync())!.Status);
        }
        Assert.Equal(3, asked);
    }

    [Fact]
    public async Task Client_behind_an_intermediate_is_let_in_by_the_root_alone()
    {
        using var intermediate = new TestAuthority("Test intermediate", TestPki.Authority);
        using var certificate = intermediate.Issue("CN=deep", TestAuthority.ClientAuth);
        var policy = new ClientCertificatePolicy([TestPki.Authority.Certificate]);
        Assert.Equal(ClientCertificateVerdict.Accepted, policy.Check(certificate, [intermediate.Certificate]));
        Assert.Equal(ClientCertificateVerdict.Untrusted, policy.Check(certificate, []));
        var bundle = new ClientCertificatePolicy([TestPki.Authority.Certificate, intermediate.Certificate]);
        Assert.Equal(ClientCertificateVerdict.Accepted, bundle.Check(certificate, []));
        await using var server = TestServer.Tls(change: options => options with
        {
            Tls = new FixedTls(new ServerTlsSnapshot(TestPki.Server, [], bundle)),
        });
        await using var client = await RawClient.TlsAsync(server.Endpoint, certificate);
        await client.SendAsync(Get);
        Assert.Equal(200, (await client.ReceiveAsync())!.Status);
    }

    [Fact]
    public void Authority_outside_its_path_length_is_refused()
    {
        using var intermediate = new TestAuthority("Test intermediate", TestPki.Authority);
        using var tooDeep = new TestAuthority("Too deep", intermediate);
        using var certificate = tooDeep.Issue("CN=deep", TestAuthority.ClientAuth);
        var policy = new ClientCertificatePolicy([TestPki.Authority.Certificate]);
        var verdict = policy.Check(certificate, [intermediate.Certificate, tooDeep.Certificate]);
        Assert.Equal(ClientCertificateVerdict.PathTooLong, verdict);
    }

    [Fact]
    public async Task Client_without_tls_1_3_is_refused()
    {
        await using var server = TestServer.Tls();
        await Assert.ThrowsAnyAsync<Exception>(() => RawClient.TlsAsync(server.Endpoint, TestPki.Client, SslProtocols.Tls12));
        await server.UntilAsync(() => server.Http.Counters.HandshakeFailures(HandshakeFailureReason.ProtocolVersion) == 1);
    }

    [Fact]
    public async Task Client_that_offers_http_1_1_among_others_is_answered_and_h2_alone_is_refused()
    {
        await using var server = TestServer.Tls();
        await using var both = await RawClient.TlsAsync(
            server.Endpoint, TestPki.Client, alpn: [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11]);
        Assert.Equal(SslApplicationProtocol.Http11, ((SslStream)both.Stream).NegotiatedApplicationProtocol);
        await both.SendAsync(Get);
        Assert.Equal(200, (await both.ReceiveAsync())!.Status);
        await Assert.ThrowsAnyAsync<Exception>(
            () => RawClient.TlsAsync(server.Endpoint, TestPki.Client, alpn: [SslApplicationProtocol.Http2]));
        await server.UntilAsync(() => server.Http.Counters.HandshakeFailures(HandshakeFailureReason.ApplicationProtocol) == 1);
    }

    [Fact]
    public async Task Clear_text_is_refused_as_such()
    {
        await using var server = TestServer.Tls();
        await using var client = await RawClient.PlainAsync(server.Endpoint);
        await client.SendAsync(Get);
        var answer = Encoding.Latin1.GetString(await client.ReadToEndAsync());
        Assert.DoesNotContain("HTTP", answer, StringComparison.Ordinal);
        await server.UntilAsync(() => server.Http.Counters.HandshakeFailures(HandshakeFailureReason.NotTls) == 1);
    }

    [Fact]
    public async Task Bare_connect_and_close_is_not_logged_above_debug()
    {
        await using var server = TestServer.Tls();
        await (await RawClient.PlainAsync(server.Endpoint)).DisposeAsync();
        await server.UntilAsync(() => server.Http.Counters.HandshakeFailures(HandshakeFailureReason.PeerClosed) == 1);
        Assert.DoesNotContain(server.Log.Records, record => record.Level > LogLevel.Debug && record.Id != 1000);
    }

    [Fact]
    public async Task New_connections_take_the_newest_certificate_and_old_ones_go_on()
    {
        var tls = new FixedTls(TestPki.Snapshot());
        await using var server = TestServer.Tls(change: options => options with { Tls = tls });
        await using var before = await RawClient.TlsAsync(server.Endpoint, TestPki.Client);
        using var renewed = TestPki.Authority.Issue("CN=renewed", TestAuthority.ServerAuth);
        tls.Current = new ServerTlsSnapshot(renewed, [], tls.Current.Clients);
        await using var after = await RawClient.TlsAsync(server.Endpoint, TestPki.Client);
        Assert.Equal("CN=localhost", ((SslStream)before.Stream).RemoteCertificate!.Subject);
        Assert.Equal("CN=renewed", ((SslStream)after.Stream).RemoteCertificate!.Subject);
        await before.SendAsync(Get);
        Assert.Equal(200, (await before.ReceiveAsync())!.Status);
    }

    [Fact]
    public async Task Everything_works_over_tls_too()
    {
        await using var server = TestServer.Tls(static async (exchange, cancellationToken) =>
        {
            await TestServer.Echo(exchange, cancellationToken);
            if (exchange.Request.Path == "/stream")
            {
                await exchange.Response.FlushAsync(cancellationToken);
                exchange.Response.Body.Write(new byte[40_000]);
            }
        });
        await using var client = await RawClient.TlsAsync(server.Endpoint, TestPki.Client);
        await client.SendAsync("HEAD /a HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Equal("8", (await client.ReceiveAsync(isHead: true))!.Header("Content-Length"));
        await client.SendAsync("POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
        Assert.Equal(100, (await client.ReceiveAsync())!.Status);
        await client.SendAsync("hi");
        Assert.Equal("POST /b hi", (await client.ReceiveAsync())!.Text);
        await client.SendAsync("POST /stream HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n");
        Assert.Equal("POST /stream hi".Length + 40_000, (await client.ReceiveAsync())!.Body.Length);
        await client.SendAsync("GET / HTTP/1.1\r\nHost : a\r\n\r\n");
        Assert.Equal(400, (await client.ReceiveAsync())!.Status);
        Assert.True(await client.IsClosedAsync());
    }

    [Fact]
    public async Task Idle_tls_connection_ends_when_the_server_drains()
    {
        await using var server = TestServer.Tls();
        await using var client = await RawClient.TlsAsync(server.Endpoint, TestPki.Client);
        await client.SendAsync(Get);
        await client.ReceiveAsync();
        var drained = server.Http.DrainAsync(TimeSpan.FromSeconds(10), CancellationToken.None);
        Assert.True(await client.IsClosedAsync());
        await client.DisposeAsync();
        Assert.True(await drained);
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(TestAuthority.ClientAuth)], false));
        return request.CreateSelfSigned(TestAuthority.Now.AddDays(-1), TestAuthority.Now.AddDays(1));
    }

    private static async Task AssertRefusedAsync(X509Certificate2? certificate, HandshakeFailureReason reason, ServerTlsSnapshot snapshot)
    {
        await using var server = TestServer.Tls(change: options => options with { Tls = new FixedTls(snapshot) });
        var answered = false;
        try
        {
            // In TLS 1.3 the client's handshake completes before the server has verified: the refusal may arrive with the first read.
            await using var client = await RawClient.TlsAsync(server.Endpoint, certificate);
            await client.SendAsync(Get);
            answered = await client.ReceiveAsync() is not null;
        }
        catch (Exception exception) when (exception is IOException or AuthenticationException)
        {
            answered = false;
        }
        Assert.False(answered);
        await server.UntilAsync(() => server.Http.Counters.HandshakeFailures(reason) == 1);
        await server.UntilAsync(() => server.Log.Records.Any(record => record.Id == 1005));
        var record = server.Log.Records.Single(record => record.Id == 1005);
        Assert.Contains(reason.ToString(), record.Text, StringComparison.Ordinal);
        Assert.Equal(0, server.Http.Counters.Requests);
    }
}
