using System.Buffers;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Http.Connections;
using LinuxPatchApi.Http.Identity;
using LinuxPatchApi.Http.Limits;
using LinuxPatchApi.Http.Messages;
using LinuxPatchApi.Http.Tests.Support;
using LinuxPatchApi.Http.Tls;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Http.Tests.Connections;

public sealed class ReviewTests
{
    private const string Get = "GET /a HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private const string Upgrade = "GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

    private static readonly ConnectionReview NobodyAllowed = new(_ => false, _ => false);
    private readonly SteppedClock _time = new();
    private readonly TaskCompletionSource _inHandler = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task Idle_connection_of_a_revoked_certificate_is_ended_and_told_and_another_goes_on()
    {
        using var other = TestPki.Authority.Issue("CN=other", TestAuthority.ClientAuth);
        await using var server = Server();
        await using var revoked = await AnsweredAsync(server, TestPki.Client);
        await using var good = await AnsweredAsync(server, other);
        Assert.Equal(1, server.Http.Review(Revoking(TestPki.Client)));
        Assert.True(await revoked.IsClosedAsync());
        await good.SendAsync(Get);
        Assert.Equal(200, (await good.ReceiveAsync())!.Status);
        var told = Assert.Single(server.Log.Records, record => record.Id == 1015);
        Assert.Contains("CN=manager, O=Site is ended: CertificateRevoked", told.Text, StringComparison.Ordinal);
        Assert.Equal((LogLevel.Warning, 1), (told.Level, server.Http.Counters.Ended(EndReason.CertificateRevoked)));
    }

    [Fact]
    public async Task Revoked_certificate_above_the_clients_own_ends_the_connection_too()
    {
        using var intermediate = new TestAuthority("Review intermediate", TestPki.Authority);
        using var leaf = intermediate.Issue("CN=deep", TestAuthority.ClientAuth);
        await using var server = Server(new ClientCertificatePolicy([TestPki.Authority.Certificate, intermediate.Certificate]));
        await using var client = await AnsweredAsync(server, leaf);
        var seen = new List<string>();
        server.Http.Review(new ConnectionReview(_ => true, chain =>
        {
            seen.AddRange(chain.Select(one => one.Subject));
            return chain[1].SerialNumber == intermediate.Certificate.SerialNumber;
        }));
        Assert.True(await client.IsClosedAsync());
        Assert.Equal(["CN=deep", "CN=Review intermediate", "CN=Test root"], seen);
    }

    [Fact]
    public async Task Address_that_was_allowed_before_is_ended()
    {
        await using var server = Server();
        await using var client = await AnsweredAsync(server, TestPki.Client);
        Assert.Equal(0, server.Http.Review(new ConnectionReview(address => address.Equals(IPAddress.Loopback), _ => false)));
        Assert.Equal(1, server.Http.Review(NobodyAllowed));
        Assert.Equal(0, server.Http.Review(NobodyAllowed));
        Assert.True(await client.IsClosedAsync());
        Assert.Equal(1, server.Http.Counters.Ended(EndReason.AddressDenied));
    }

    [Fact]
    public async Task Answer_under_way_is_finished_and_the_next_request_is_not_answered()
    {
        await using var server = Server();
        await using var client = await RawClient.TlsAsync(server.Endpoint, TestPki.Client);
        await client.SendAsync(Get.Replace("/a", "/hold", StringComparison.Ordinal));
        await _inHandler.Task;
        await client.SendAsync(Get);
        server.Http.Review(NobodyAllowed);
        _goOn.SetResult();
        var answer = (await client.ReceiveAsync())!;
        Assert.Equal((200, "close"), (answer.Status, answer.Header("Connection")));
        Assert.True(await client.IsClosedAsync());
        Assert.Equal(1, server.Http.Counters.Requests);
    }

    [Theory]
    [InlineData("GET /hold HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData(Upgrade)]
    public async Task What_does_not_end_by_itself_is_cut_after_the_grace_time(string request)
    {
        await using var server = Server();
        await using var client = await RawClient.TlsAsync(server.Endpoint, TestPki.Client);
        await client.SendAsync(request);
        await _inHandler.Task;
        server.Http.Review(NobodyAllowed);
        _time.Advance(new HttpLimits().EndGrace - TimeSpan.FromMilliseconds(1));
        Assert.False(_cancelled.Task.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await _cancelled.Task;
        await client.ReadToEndAsync();
        await server.UntilAsync(() => server.Http.Counters.ActiveConnections == 0);
    }

    [Fact]
    public async Task Handshake_that_was_under_way_is_held_to_the_new_rules()
    {
        TestServer? server = null;
        var reviewed = 0;
        await using var made = server = Server(new ClientCertificatePolicy([TestPki.Authority.Certificate], (_, _) =>
        {
            // This handshake uses the old list; the new one arrives before it completes.
            reviewed += server!.Http.Review(Revoking(TestPki.Client));
            return RevocationVerdict.Good;
        }));
        await using var client = await RawClient.TlsAsync(server.Endpoint, TestPki.Client);
        await client.SendAsync(Get);
        Assert.True(await client.IsClosedAsync());
        Assert.Equal((0, 0), (reviewed, server.Http.Counters.Requests));
        Assert.Equal(1, server.Http.Counters.Ended(EndReason.CertificateRevoked));
    }

    [Fact]
    public async Task Case39_Connection_whose_certificate_is_no_longer_accepted_is_ended()
    {
        await using var server = Server();
        await using var client = await AnsweredAsync(server, TestPki.Client);
        Assert.Equal(0, server.Http.Review(new ConnectionReview(_ => true, _ => false) { IsAccepted = (_, _) => true }));
        Assert.Equal(1, server.Http.Review(new ConnectionReview(_ => true, _ => false) { IsAccepted = (_, _) => false }));
        Assert.True(await client.IsClosedAsync());
        Assert.Equal(1, server.Http.Counters.Ended(EndReason.CertificateRefused));
    }

    [Fact]
    public async Task Case39_Connection_ends_with_the_certificate_and_not_before()
    {
        _time.SetUtcNow(TestPki.Client.NotAfter.ToUniversalTime() - TimeSpan.FromSeconds(3));
        await using var server = Server();
        await using var client = await AnsweredAsync(server, TestPki.Client);
        _time.Advance(TimeSpan.FromSeconds(2));
        await client.SendAsync(Get);
        Assert.Equal(200, (await client.ReceiveAsync())!.Status);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await client.IsClosedAsync());
        Assert.Equal(1, server.Http.Counters.Ended(EndReason.CertificateExpired));
    }

    /// <summary>The step fires no timer; the next request finds out, and so does the next look at the clock.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Case39_Certificate_that_has_expired_by_a_step_of_the_clock_gets_no_answer(bool sends)
    {
        _time.SetUtcNow(TestPki.Client.NotAfter.ToUniversalTime() - TimeSpan.FromHours(3));
        await using var server = Server();
        await using var client = await AnsweredAsync(server, TestPki.Client);
        _time.AdjustTime(TestPki.Client.NotAfter.ToUniversalTime());
        if (sends)
        {
            await client.SendAsync(Get);
        }
        else
        {
            _time.Advance(new HttpLimits().LifeCheckInterval);
        }
        Assert.True(await client.IsClosedAsync());
        Assert.Equal((1, 1), (server.Http.Counters.Requests, server.Http.Counters.Ended(EndReason.CertificateExpired)));
    }

    /// <summary>An exception on a timer's thread ends the process. Other timers look at the clock as well.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Case39_Clock_that_steps_between_two_looks_at_it_ends_the_connection_and_nothing_else(int looks)
    {
        _time.SetUtcNow(TestPki.Client.NotAfter.ToUniversalTime() - TimeSpan.FromHours(3));
        await using var server = Server();
        await using var client = await AnsweredAsync(server, TestPki.Client);
        _time.StepAfter(looks, TimeSpan.FromHours(4));
        for (var i = 0; i < 5; i++)
        {
            _time.Advance(new HttpLimits().LifeCheckInterval);
        }
        Assert.True(await client.IsClosedAsync());
        Assert.Equal(1, server.Http.Counters.Ended(EndReason.CertificateExpired));
    }

    [Fact]
    public async Task Case34_Long_subject_is_cut_where_the_end_of_a_connection_is_logged()
    {
        var units = string.Concat(Enumerable.Range(0, 40).Select(i => $", OU={new string('x', 60)}{i}"));
        using var certificate = TestPki.Authority.Issue("CN=long" + units, TestAuthority.ClientAuth);
        await using var server = Server(age: TimeSpan.FromSeconds(3));
        await using var client = await AnsweredAsync(server, certificate);
        _time.Advance(TimeSpan.FromSeconds(3));
        await server.UntilAsync(() => server.Http.Counters.Ended(EndReason.TooOld) == 1);
        Assert.Contains(server.Log.Records, line => line.Text.Contains("CN=long", StringComparison.Ordinal));
        Assert.DoesNotContain(server.Log.Records, line => line.Text.Length > 2 * PeerText.Longest);
    }

    [Theory]
    [InlineData(Get)]
    [InlineData(Upgrade)]
    public async Task Case39_Connection_ends_at_its_greatest_age_whatever_it_does(string request)
    {
        var age = TimeSpan.FromSeconds(3);
        await using var server = Server(age: age);
        await using var client = await RawClient.TlsAsync(server.Endpoint, TestPki.Client);
        await client.SendAsync(request);
        if (request == Upgrade)
        {
            await _inHandler.Task;
        }
        else
        {
            Assert.Equal(200, (await client.ReceiveAsync())!.Status);
        }
        _time.Advance(age - TimeSpan.FromMilliseconds(1));
        Assert.Equal(0, server.Http.Counters.Ended(EndReason.TooOld));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, server.Http.Counters.Ended(EndReason.TooOld));
        _time.Advance(new HttpLimits().EndGrace);
        await client.ReadToEndAsync();
        await server.UntilAsync(() => server.Http.Counters.ActiveConnections == 0);
    }

    private static ConnectionReview Revoking(X509Certificate2 certificate) =>
        new(_ => true, chain => chain.Any(one => one.SerialNumber == certificate.SerialNumber));

    private static async Task<RawClient> AnsweredAsync(TestServer server, X509Certificate2 certificate)
    {
        var client = await RawClient.TlsAsync(server.Endpoint, certificate);
        await client.SendAsync(Get);
        Assert.Equal(200, (await client.ReceiveAsync())!.Status);
        return client;
    }

    private TestServer Server(ClientCertificatePolicy? policy = null, TimeSpan? age = null) =>
        TestServer.Tls(HandleAsync, options => options with
        {
            Time = _time,
            Limits = age is { } greatest ? new HttpLimits { ConnectionAge = greatest } : options.Limits,
            Tls = new FixedTls(
                new ServerTlsSnapshot(TestPki.Server, [], policy ?? new ClientCertificatePolicy([TestPki.Authority.Certificate]))),
        });

    private async ValueTask HandleAsync(HttpExchange exchange, CancellationToken cancellationToken)
    {
        try
        {
            await AnswerAsync(exchange, cancellationToken);
        }
        finally
        {
            if (cancellationToken.IsCancellationRequested)
            {
                _cancelled.TrySetResult();
            }
        }
    }

    private async Task AnswerAsync(HttpExchange exchange, CancellationToken cancellationToken)
    {
        switch (exchange.Request.Path)
        {
            case "/hold":
                _inHandler.TrySetResult();
                await _goOn.Task.WaitAsync(cancellationToken);
                break;
            case "/stream":
                exchange.Response.Body.Write("one"u8);
                await exchange.Response.FlushAsync(cancellationToken);
                _inHandler.TrySetResult();
                await Task.Delay(Timeout.Infinite, cancellationToken);
                break;
            case "/ws":
                var session = (await exchange.AcceptWebSocketAsync()).Session!;
                _inHandler.TrySetResult();
                while (await session.ReceiveAsync() is not null)
                {
                }
                break;
        }
    }

    /// <summary>A wall clock that is set right after somebody has looked at it.</summary>
    private sealed class SteppedClock : FakeTimeProvider
    {
        private TimeSpan _offset;
        private TimeSpan _step;
        private int _looks;

        public void StepAfter(int looks, TimeSpan step) => (_looks, _step) = (looks, step);

        public override DateTimeOffset GetUtcNow()
        {
            var now = base.GetUtcNow() + _offset;
            if (_looks > 0 && --_looks == 0)
            {
                _offset = _step;
            }
            return now;
        }
    }
}
