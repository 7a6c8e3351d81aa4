using System.Buffers;
using LinuxPatchApi.Http.Tests.Support;

namespace LinuxPatchApi.Http.Tests.Connections;

public sealed class StreamingTests
{
    [Fact]
    public async Task Each_flush_arrives_as_a_chunk_and_the_connection_goes_on()
    {
        var gate = new SemaphoreSlim(0);
        await using var server = TestServer.Plain(async (exchange, cancellationToken) =>
        {
            exchange.Response.SetHeader("Content-Type", "text/event-stream");
            Assert.True(await exchange.Response.StartStreamingAsync(cancellationToken));
            Assert.True(exchange.Response.HasStarted);
            Assert.Throws<InvalidOperationException>(() => exchange.Response.SetHeader("X", "y"));
            for (var i = 0; i < 3; i++)
            {
                await gate.WaitAsync(cancellationToken);
                exchange.Response.Body.Write("event"u8);
                Assert.True(await exchange.Response.FlushAsync(cancellationToken));
                Assert.True(await exchange.Response.FlushAsync(cancellationToken));
            }
            exchange.Response.Body.Write("end"u8);
        });
        await using var client = await RawClient.PlainAsync(server.Endpoint);
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        gate.Release(3);
        var response = await client.ReceiveAsync();
        Assert.Equal("eventeventeventend", response!.Text);
        Assert.Equal(("chunked", null), (response.Header("Transfer-Encoding"), response.Header("Content-Length")));
        Assert.Equal("text/event-stream", response.Header("Content-Type"));
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        gate.Release(3);
        Assert.Equal(200, (await client.ReceiveAsync())!.Status);
    }

    [Fact]
    public async Task Head_of_a_stream_sends_no_body_and_ends_the_handler()
    {
        await using var server = TestServer.Plain(static async (exchange, cancellationToken) =>
        {
            while (await exchange.Response.FlushAsync(cancellationToken))
            {
                exchange.Response.Body.Write("event"u8);
            }
        });
        await using var client = await RawClient.PlainAsync(server.Endpoint);
        await client.SendAsync("HEAD / HTTP/1.1\r\nHost: a\r\n\r\nHEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        Assert.Equal(200, (await client.ReceiveAsync(isHead: true))!.Status);
        Assert.Equal(200, (await client.ReceiveAsync(isHead: true))!.Status);
        Assert.True(await client.IsClosedAsync());
    }

    [Fact]
    public async Task Http_1_0_gets_the_stream_to_the_end_of_the_connection()
    {
        await using var server = TestServer.Plain(static async (exchange, cancellationToken) =>
        {
            exchange.Response.Body.Write("one"u8);
            Assert.True(await exchange.Response.FlushAsync(cancellationToken));
            exchange.Response.Body.Write("two"u8);
        });
        await using var client = await RawClient.PlainAsync(server.Endpoint);
        await client.SendAsync("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        var response = await client.ReceiveAsync();
        Assert.Equal(("onetwo", "close", null), (response!.Text, response.Header("Connection"), response.Header("Transfer-Encoding")));
    }

    [Fact]
    public async Task Stream_learns_that_its_reader_is_gone()
    {
        var ended = new TaskCompletionSource();
        await using var server = TestServer.Plain(async (exchange, cancellationToken) =>
        {
            var event64K = new byte[64 * 1024];
            do
            {
                exchange.Response.Body.Write(event64K);
            }
            while (await exchange.Response.FlushAsync(cancellationToken));
            ended.SetResult();
        });
        var client = await RawClient.PlainAsync(server.Endpoint);
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        await client.DisposeAsync();
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Stream_that_fails_in_its_middle_does_not_look_whole()
    {
        await using var server = TestServer.Plain(static async (exchange, cancellationToken) =>
        {
            exchange.Response.Body.Write("half"u8);
            Assert.True(await exchange.Response.FlushAsync(cancellationToken));
            throw new InvalidOperationException();
        });
        await using var client = await RawClient.PlainAsync(server.Endpoint);
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        var text = System.Text.Encoding.Latin1.GetString(await client.ReadToEndAsync());
        Assert.DoesNotContain("0\r\n\r\n", text, StringComparison.Ordinal);
    }
}
