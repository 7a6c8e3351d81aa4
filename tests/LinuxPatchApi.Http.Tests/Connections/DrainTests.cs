using System.Net.Sockets;
using LinuxPatchApi.Http.Tests.Support;

namespace LinuxPatchApi.Http.Tests.Connections;

public sealed class DrainTests
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Request_in_flight_is_answered_with_close_and_idle_connections_end()
    {
        var entered = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        await using var server = TestServer.Plain(async (exchange, cancellationToken) =>
        {
            if (exchange.Request.Path == "/slow")
            {
                entered.SetResult();
                await release.Task;
            }
            await TestServer.Echo(exchange, cancellationToken);
        });
        await using var idle = await RawClient.PlainAsync(server.Endpoint);
        await idle.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Equal(200, (await idle.ReceiveAsync())!.Status);
        await using var busy = await RawClient.PlainAsync(server.Endpoint);
        await busy.SendAsync("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
        await entered.Task;
        var endpoint = server.Endpoint;

        var drained = server.Http.DrainAsync(Grace, CancellationToken.None);
        Assert.True(await idle.IsClosedAsync());
        await idle.DisposeAsync();
        Assert.True(server.Http.DrainStarted.IsCancellationRequested);
        await Assert.ThrowsAsync<SocketException>(() => RawClient.PlainAsync(endpoint));
        Assert.False(drained.IsCompleted);
        release.SetResult();
        var response = await busy.ReceiveAsync();
        Assert.Equal((200, "close"), (response!.Status, response.Header("Connection")));
        await busy.DisposeAsync();
        Assert.True(await drained);
        Assert.Equal(0, server.Http.Counters.ActiveConnections);
    }

    [Fact]
    public async Task Request_that_is_arriving_when_draining_begins_is_answered()
    {
        await using var server = TestServer.Plain();
        await using var client = await RawClient.PlainAsync(server.Endpoint);
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\nPOST /last HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n");
        Assert.Equal(200, (await client.ReceiveAsync())!.Status);
        var drained = server.Http.DrainAsync(Grace, CancellationToken.None);
        await server.UntilAsync(() => server.Http.DrainStarted.IsCancellationRequested);
        await client.SendAsync("\r\nhi");
        var response = await client.ReceiveAsync();
        Assert.Equal(("POST /last hi", "close"), (response!.Text, response.Header("Connection")));
        await client.DisposeAsync();
        Assert.True(await drained);
    }

    [Fact]
    public async Task What_does_not_end_in_time_is_cancelled_and_cut()
    {
        var entered = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource();
        await using var server = TestServer.Plain(async (_, cancellationToken) =>
        {
            entered.SetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            finally
            {
                cancelled.SetResult();
            }
        });
        await using var client = await RawClient.PlainAsync(server.Endpoint);
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        await entered.Task;
        Assert.False(await server.Http.DrainAsync(TimeSpan.FromMilliseconds(1), CancellationToken.None));
        await cancelled.Task;
        Assert.True(await client.IsClosedAsync());
        Assert.DoesNotContain(server.Log.Records, record => record.Level >= Microsoft.Extensions.Logging.LogLevel.Error);
    }

    [Fact]
    public async Task Port_is_free_again_at_once()
    {
        var first = TestServer.Plain();
        var endpoint = first.Endpoint;
        await using var client = await RawClient.PlainAsync(endpoint);
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        Assert.Equal(200, (await client.ReceiveAsync())!.Status);
        await first.DisposeAsync();
        await using var second = TestServer.Plain(change: options => options with { Endpoints = [endpoint] });
        Assert.Equal(endpoint, second.Endpoint);
    }
}
