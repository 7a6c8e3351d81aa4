using System.Net.WebSockets;
using LinuxPatchApi.Http.Connections;
using LinuxPatchApi.Http.Tests.Support;
using LinuxPatchApi.Http.WebSockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Http.Tests.WebSockets;

public sealed class SessionTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Ping_comes_every_five_seconds_although_the_client_speaks()
    {
        var time = new FakeTimeProvider();
        await using var server = TestServer.Tls(SocketHandlers.Echo, options => options with { Time = time });
        await using var client = await FrameClient.TlsAsync(server.Endpoint);
        await ExistsAsync(client);
        var received = new List<string>();
        for (var second = 1; second <= 40; second++)
        {
            time.Advance(Second);
            if (second % 5 == 0)
            {
                received.Add(await client.ReceiveAsync());
            }
            await client.SendAsync(Frame.Text($"{second}"));
            received.Add(await client.ReceiveAsync());
        }
        Assert.Equal(
            Enumerable.Range(1, 40).SelectMany(s => s % 5 == 0 ? new[] { "ping:", $"text:{s}" } : [$"text:{s}"]),
            received);
    }

    [Fact]
    public async Task Pongs_alone_keep_the_socket_and_silence_ends_it_after_fifteen_seconds()
    {
        var time = new FakeTimeProvider();
        await using var server = TestServer.Tls(SocketHandlers.Echo, options => options with { Time = time });
        await using var client = await FrameClient.TlsAsync(server.Endpoint);
        await ExistsAsync(client);
        for (var i = 0; i < 12; i++)
        {
            time.Advance(5 * Second);
            Assert.Equal("ping:", await client.ReceiveAsync());
            // A ping follows the pong: its answer shows that the server has read both.
            await client.SendAsync(Frame.Pong(), Frame.Ping(2));
            Assert.Equal("pong:FEFD", await client.ReceiveAsync());
        }
        time.Advance(5 * Second);
        Assert.Equal("ping:", await client.ReceiveAsync());
        time.Advance(5 * Second);
        Assert.Equal("ping:", await client.ReceiveAsync());
        time.Advance(5 * Second - TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, server.Http.Counters.ActiveRequests);
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("close:1008", await client.ReceiveAsync());
        Assert.Empty(await client.ReceiveAllAsync());
        await client.DisposeAsync();
        await server.UntilAsync(() => server.Http.Counters.ActiveConnections == 0);
        Assert.DoesNotContain(server.Log.Records, record => record.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task Close_of_ours_waits_for_the_client_but_not_for_ever()
    {
        var time = new FakeTimeProvider();
        var session = new TaskCompletionSource<WebSocketSession>();
        await using var server = TestServer.Tls(Keep(session), options => options with { Time = time });
        await using var client = await FrameClient.TlsAsync(server.Endpoint);
        await (await session.Task).CloseAsync(WebSocketCloseStatus.EndpointUnavailable, "going down");
        await (await session.Task).CloseAsync(WebSocketCloseStatus.NormalClosure, "not twice");
        Assert.Equal("close:1001", await client.ReceiveAsync());
        Assert.False(await (await session.Task).SendTextAsync("late"u8.ToArray()));
        Assert.Equal(1, server.Http.Counters.ActiveRequests);
        time.Advance(3 * Second);
        Assert.Empty(await client.ReceiveAllAsync());
        await client.DisposeAsync();
        await server.UntilAsync(() => server.Http.Counters.ActiveConnections == 0);
    }

    [Fact]
    public async Task Message_that_crosses_our_close_frame_is_dropped()
    {
        var session = new TaskCompletionSource<WebSocketSession>();
        await using var server = TestServer.Tls(Keep(session));
        await using var client = await FrameClient.TlsAsync(server.Endpoint);
        await (await session.Task).CloseAsync(WebSocketCloseStatus.EndpointUnavailable, null);
        await client.SendAsync(Frame.Text("crossing"), Frame.Text("and more"), Frame.Close(1001));
        Assert.Equal(["close:1001"], await client.ReceiveAllAsync());
    }

    [Fact]
    public async Task Reader_that_makes_no_room_is_cut_and_the_pings_do_not_pile_up()
    {
        var time = new FakeTimeProvider();
        var full = new TaskCompletionSource();
        var sent = new TaskCompletionSource<bool>();
        await using var server = TestServer.Tls(
            async (exchange, _) =>
            {
                var session = (await exchange.AcceptWebSocketAsync()).Session!;
                var large = new byte[64 * 1024];
                Array.Fill(large, (byte)'x');
                ValueTask<bool> sending;
                do
                {
                    sending = session.SendTextAsync(large);
                }
                while (sending.IsCompleted && await sending);
                full.SetResult();
                sent.SetResult(await sending);
            },
            options => options with { Time = time });
        await using var client = await FrameClient.TlsAsync(server.Endpoint);
        await full.Task;
        time.Advance(30 * Second);
        Assert.False(await sent.Task.WaitAsync(10 * Second));
        await server.UntilAsync(() => server.Http.Counters.ActiveConnections == 0);
        Assert.DoesNotContain(server.Log.Records, record => record.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task Sends_from_many_sides_and_a_close_do_not_tear_frames()
    {
        await using var server = TestServer.Tls(async (exchange, _) =>
        {
            var session = (await exchange.AcceptWebSocketAsync()).Session!;
            await Task.WhenAll(Enumerable.Range(0, 8).Select(side => Task.Run(async () =>
            {
                for (var i = 0; i < 50; i++)
                {
                    Assert.True(await session.SendTextAsync(System.Text.Encoding.ASCII.GetBytes($"{side}" + new string('x', 200 + i))));
                }
            })));
            await session.CloseAsync(WebSocketCloseStatus.NormalClosure, null);
            Assert.Null(await session.ReceiveAsync());
        });
        await using var client = await FrameClient.TlsAsync(server.Endpoint);
        for (var i = 0; i < 400; i++)
        {
            Assert.StartsWith("text:2", await client.ReceiveAsync(), StringComparison.Ordinal);
        }
        Assert.Equal("close:1000", await client.ReceiveAsync());
        await client.SendAsync(Frame.Close(1000));
        Assert.True(await client.Raw.IsClosedAsync());
    }

    [Fact]
    public async Task Client_that_vanishes_ends_the_handler()
    {
        var ended = new TaskCompletionSource();
        await using var server = TestServer.Tls(async (exchange, cancellationToken) =>
        {
            await SocketHandlers.Echo(exchange, cancellationToken);
            ended.SetResult();
        });
        var client = await FrameClient.TlsAsync(server.Endpoint);
        client.Raw.Socket.LingerState = new System.Net.Sockets.LingerOption(true, 0);
        client.Raw.Socket.Dispose();
        await ended.Task.WaitAsync(10 * Second);
        await server.UntilAsync(() => server.Http.Counters.ActiveConnections == 0);
    }

    [Fact]
    public async Task Server_that_ends_at_once_cuts_sockets()
    {
        await using var server = TestServer.Tls(SocketHandlers.Echo);
        await using var client = await FrameClient.TlsAsync(server.Endpoint);
        Assert.False(await server.Http.DrainAsync(TimeSpan.FromMilliseconds(1), CancellationToken.None));
        Assert.Empty(await client.ReceiveAllAsync());
        Assert.Equal(0, server.Http.Counters.ActiveRequests);
    }

    private static RequestHandler Keep(TaskCompletionSource<WebSocketSession> made) => async (exchange, _) =>
    {
        var session = (await exchange.AcceptWebSocketAsync()).Session!;
        made.SetResult(session);
        Assert.Null(await session.ReceiveAsync());
    };

    /// <summary>The handshake response is sent before the session and its timer exist; an answered ping shows that they do.</summary>
    private static async Task ExistsAsync(FrameClient client)
    {
        await client.SendAsync(Frame.Ping(2));
        Assert.Equal("pong:FEFD", await client.ReceiveAsync());
    }
}
