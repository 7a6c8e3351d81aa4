using System.Buffers;
using System.Text;
using LinuxPatchApi.Http.Messages;
using LinuxPatchApi.Http.Tests.Support;

namespace LinuxPatchApi.Http.Tests.Connections.Streams;

/// <summary>On which thread handlers run: quick ones on the thread that polls all sockets, the others on the pool.</summary>
public sealed class SocketThreadTests
{
    private const string Pool = "pool";
    private const string Sockets = "sockets";

    [Fact]
    public async Task A_quick_request_on_an_open_connection_is_handled_in_the_thread_of_the_sockets()
    {
        await using var server = TestServer.Tls(WhereAsync, options => options with { IsQuick = request => request.Path == "/quick" });
        await using var client = await RawClient.TlsAsync(server.Endpoint, TestPki.Client);
        var seen = new List<string>();
        for (var i = 0; i < 20; i++)
        {
            seen.Add(await QueryAsync(client, "GET /quick HTTP/1.1\r\nHost: a\r\n\r\n"));
        }
        Assert.Contains(Sockets, seen);
    }

    [Fact]
    public async Task What_is_not_said_to_be_quick_is_handled_in_the_pool()
    {
        await using var server = TestServer.Tls(WhereAsync, options => options with { IsQuick = request => request.Path == "/quick" });
        await using var client = await RawClient.TlsAsync(server.Endpoint, TestPki.Client);
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(Pool, await QueryAsync(client, "GET /other HTTP/1.1\r\nHost: a\r\n\r\n"));
        }
    }

    [Fact]
    public async Task A_handler_that_waited_for_its_body_goes_on_in_the_pool()
    {
        var reading = new SemaphoreSlim(0);
        await using var server = TestServer.Tls(async (exchange, cancellationToken) =>
        {
            var body = exchange.Request.ReadBodyAsync(cancellationToken);
            reading.Release();
            await body;
            Where(exchange);
        });
        await using var client = await RawClient.TlsAsync(server.Endpoint, TestPki.Client);
        for (var i = 0; i < 20; i++)
        {
            await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n");
            await reading.WaitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(Pool, await QueryAsync(client, "abc"));
        }
    }

    [Fact]
    public async Task A_handler_that_blocks_holds_up_no_other_connection()
    {
        using var gate = new ManualResetEventSlim();
        await using var server = TestServer.Tls((exchange, _) =>
        {
            if (exchange.Request.Path == "/block")
            {
                gate.Wait(TestContext.Current.CancellationToken);
            }
            return WhereAsync(exchange, default);
        });
        await using var blocked = await RawClient.TlsAsync(server.Endpoint, TestPki.Client);
        await using var other = await RawClient.TlsAsync(server.Endpoint, TestPki.Client);
        await QueryAsync(blocked, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        await blocked.SendAsync("GET /block HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Equal(Pool, await QueryAsync(other, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
        gate.Set();
        Assert.Equal(Pool, (await blocked.ReceiveAsync())!.Text);
    }

    private static async Task<string> QueryAsync(RawClient client, string request)
    {
        await client.SendAsync(request);
        return (await client.ReceiveAsync())!.Text;
    }

    private static ValueTask WhereAsync(HttpExchange exchange, CancellationToken cancellationToken)
    {
        Where(exchange);
        return default;
    }

    private static void Where(HttpExchange exchange) =>
        exchange.Response.Body.Write(Encoding.ASCII.GetBytes(Thread.CurrentThread.IsThreadPoolThread ? Pool : Sockets));
}
