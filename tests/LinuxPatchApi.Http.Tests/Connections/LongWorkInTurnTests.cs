using System.Buffers;
using LinuxPatchApi.Http.Messages;
using LinuxPatchApi.Http.Tests.Support;

namespace LinuxPatchApi.Http.Tests.Connections;

/// <summary>What a connection does in turn while all turns are held: nothing. Short requests go on.</summary>
public sealed class LongWorkInTurnTests : IAsyncLifetime
{
    private readonly ManualResetEventSlim _held = new();
    private readonly TestServer _server;
    private int _pieces;
    private Task? _others;

    public LongWorkInTurnTests() => _server = TestServer.Plain(HandleAsync);

    public async ValueTask InitializeAsync()
    {
        var holding = 0;
        _others = Task.WhenAll(Enumerable.Range(0, _server.Http.Context.Limits.LongWorkAtOnce).Select(async _ =>
        {
            await _server.Http.Context.LongWork.Next();
            Interlocked.Increment(ref holding);
            _held.Wait();
        }));
        await _server.UntilAsync(() => Volatile.Read(ref holding) == _server.Http.Context.Limits.LongWorkAtOnce);
    }

    public async ValueTask DisposeAsync()
    {
        _held.Set();
        await _others!;
        await _server.DisposeAsync();
        _held.Dispose();
    }

    [Fact]
    public async Task Case35_Response_continues_in_turn_after_each_long_piece()
    {
        await using var client = await RawClient.PlainAsync(_server.Endpoint);
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        await _server.UntilAsync(() => client.Socket.Available > 5000);
        Assert.Equal(1, Volatile.Read(ref _pieces));
        _held.Set();
        Assert.Equal(3 * 5000, (await client.ReceiveAsync())!.Text.Length);
    }

    [Fact]
    public async Task Case48_Long_body_is_handled_in_turn_and_a_short_one_at_once()
    {
        await using var large = await RawClient.PlainAsync(_server.Endpoint);
        await large.SendAsync($"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 70000\r\n\r\n" + new string('x', 70_000));
        await _server.UntilAsync(() => _server.Http.Context.Bodies.Taken > 64 * 1024);
        await using var small = await RawClient.PlainAsync(_server.Endpoint);
        await small.SendAsync($"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n" + new string('x', 60_000));
        Assert.Equal(200, (await small.ReceiveAsync())!.Status);
        Assert.Equal(0, large.Socket.Available);
        _held.Set();
        Assert.Equal(200, (await large.ReceiveAsync())!.Status);
    }

    private async ValueTask HandleAsync(HttpExchange exchange, CancellationToken cancellationToken)
    {
        if (exchange.Request.HasBody)
        {
            await TestServer.Echo(exchange, cancellationToken);
            return;
        }
        for (var i = 0; i < 3; i++)
        {
            exchange.Response.Body.Write(new byte[5000]);
            Interlocked.Increment(ref _pieces);
            await exchange.Response.FlushAsync(cancellationToken);
        }
    }
}
