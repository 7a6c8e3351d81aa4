using System.Net.Sockets;
using LinuxPatchApi.Http.Connections;
using LinuxPatchApi.Http.Limits;
using LinuxPatchApi.Http.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Http.Tests.Connections;

/// <summary>Time passes only on command; advancing is repeated until the server has armed its timer and reacts.</summary>
public sealed class TimeLimitTests
{
    private static readonly HttpLimits Limits = new();
    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData("GET / HT", 408)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n", 408)]
    public async Task Head_that_does_not_arrive_in_time_is_408(string part, int status)
    {
        await using var server = Start();
        await using var client = await RawClient.PlainAsync(server.Endpoint);
        await client.SendAsync(part);
        var response = await AdvanceUntilAsync(client.ReceiveAsync(), TimeSpan.FromSeconds(1), Limits.HeadTimeout);
        Assert.Equal((status, "close"), (response!.Status, response.Header("Connection")));
        Assert.True(await client.IsClosedAsync());
    }

    [Fact]
    public async Task Head_and_body_that_arrive_just_in_time_are_answered()
    {
        await using var server = Start();
        await using var client = await RawClient.PlainAsync(server.Endpoint);
        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n");
        // The head's deadline is armed before the clock advances: the server has the sent bytes.
        await server.UntilAsync(() => server.Http.Counters.ActiveConnections == 1);
        _time.Advance(Limits.HeadTimeout - TimeSpan.FromSeconds(1));
        await client.SendAsync("\r\n");
        // A request that waits for its body is not active: by then the deadline is the body's, not the head's.
        await server.UntilAsync(() => server.Http.Counters is { Requests: 1, ActiveRequests: 0 });
        _time.Advance(Limits.BodyRateGrace - TimeSpan.FromSeconds(1));
        await client.SendAsync("ok");
        var response = await client.ReceiveAsync();
        Assert.Equal((200, "POST / ok"), (response!.Status, response.Text));
    }

    [Fact]
    public async Task Dripping_bytes_do_not_prolong_the_head()
    {
        await using var server = Start();
        await using var client = await RawClient.PlainAsync(server.Endpoint);
        await client.SendAsync("GET / HTTP/1.1\r\n");
        var received = client.ReceiveAsync();
        for (var i = 0; !received.IsCompleted; i++)
        {
            Assert.True(i < 10_000);
            await client.SendAsync("X: y\r\n"[(i % 6)..(i % 6 + 1)]);
            _time.Advance(TimeSpan.FromSeconds(0.5));
            await Task.WhenAny(received, Task.Delay(1));
        }
        Assert.Equal(408, (await received)!.Status);
    }

    [Fact]
    public async Task Connection_that_never_sends_is_closed_without_a_word()
    {
        await using var server = Start();
        await using var client = await RawClient.PlainAsync(server.Endpoint);
        Assert.True(await AdvanceUntilAsync(client.IsClosedAsync(), TimeSpan.FromSeconds(1), Limits.HeadTimeout));
    }

    [Fact]
    public async Task Idle_connection_is_closed_after_the_keep_alive_time()
    {
        await using var server = Start();
        await using var client = await RawClient.PlainAsync(server.Endpoint);
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Equal(200, (await client.ReceiveAsync())!.Status);
        var closed = client.IsClosedAsync();
        Assert.True(await AdvanceUntilAsync(closed, TimeSpan.FromSeconds(5), Limits.KeepAliveTimeout));
    }

    [Fact]
    public async Task Body_below_the_minimum_rate_is_408()
    {
        await using var server = Start();
        await using var client = await RawClient.PlainAsync(server.Endpoint);
        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n0123456789");
        var started = _time.GetUtcNow();
        var response = await AdvanceUntilAsync(client.ReceiveAsync(), TimeSpan.FromMilliseconds(500), Limits.BodyRateGrace);
        Assert.Equal(408, response!.Status);
        Assert.True(_time.GetUtcNow() - started >= Limits.BodyRateGrace);
    }

    [Fact]
    public async Task Body_at_a_good_rate_is_408_all_the_same_when_it_takes_too_long()
    {
        await using var server = Start();
        await using var client = await RawClient.PlainAsync(server.Endpoint);
        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n");
        await client.SendAsync(new byte[500_000]);
        var response = await AdvanceUntilAsync(client.ReceiveAsync(), TimeSpan.FromSeconds(1), Limits.BodyRateGrace);
        Assert.Equal(408, response!.Status);
    }

    [Fact]
    public async Task Reader_that_stops_reading_is_cut_after_the_write_time()
    {
        var ended = new TaskCompletionSource<bool>();
        await using var server = Start(async (exchange, cancellationToken) =>
        {
            bool reading;
            do
            {
                System.Buffers.BuffersExtensions.Write(exchange.Response.Body, new byte[1_000_000]);
                reading = await exchange.Response.FlushAsync(cancellationToken);
            }
            while (reading);
            ended.SetResult(cancellationToken.IsCancellationRequested);
        });
        await using var client = await RawClient.PlainAsync(server.Endpoint);
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.True(await AdvanceUntilAsync(ended.Task, TimeSpan.FromSeconds(5), TimeSpan.Zero));
    }

    [Fact]
    public async Task Handshake_that_does_not_end_in_time_is_cut()
    {
        await using var server = TestServer.Tls(change: options => options with { Time = _time });
        await using var client = await RawClient.PlainAsync(server.Endpoint);
        await client.SendAsync("\x16\x03\x01");
        Assert.True(await AdvanceUntilAsync(client.IsClosedAsync(), TimeSpan.FromSeconds(1), Limits.HandshakeTimeout));
        await server.UntilAsync(() => server.Http.Counters.HandshakeFailures(Http.Tls.HandshakeFailureReason.TimedOut) == 1);
    }

    private TestServer Start(RequestHandler? handler = null) => TestServer.Plain(handler, options => options with { Time = _time });

    private async Task<T> AdvanceUntilAsync<T>(Task<T> task, TimeSpan step, TimeSpan notBefore)
    {
        var started = _time.GetUtcNow();
        for (var i = 0; !task.IsCompleted; i++)
        {
            Assert.True(i < 20_000, "the server did not react");
            _time.Advance(step);
            await Task.WhenAny(task, Task.Delay(1));
        }
        Assert.True(_time.GetUtcNow() - started >= notBefore, "the server reacted too early");
        return await task;
    }
}
