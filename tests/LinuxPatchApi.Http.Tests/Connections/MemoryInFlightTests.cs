using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;
using LinuxPatchApi.Http.Bodies;
using LinuxPatchApi.Http.Identity;
using LinuxPatchApi.Http.Limits;
using LinuxPatchApi.Http.Tests.Support;

namespace LinuxPatchApi.Http.Tests.Connections;

/// <summary>Limits on the memory that all peers together can make the server hold.</summary>
public sealed class MemoryInFlightTests
{
    private const string Get = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";

    /// <summary>More than the kernel buffers for a peer that does not read: tcp_wmem and tcp_rmem grow to 4 and 6 MB.</summary>
    private const int AnswerBytes = 32 * 1024 * 1024;

    /// <summary>Both are long for this limit, and have one certificate and one address.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Case35_Answers_beyond_the_bytes_in_flight_are_503_and_served_when_the_others_are_gone(bool isStreamed)
    {
        await using var server = Start(2 * AnswerBytes, isStreamed);
        var never = await NeverReadsAsync(server);
        RawResponse? refused = null;
        for (var i = 0; i < 100 && refused is not { Status: 503 }; i++)
        {
            refused = await QueryAsync(server);
        }
        Assert.Equal((503, "1", "close"), (refused!.Status, refused.Header("Retry-After"), refused.Header("Connection")));
        never.Dispose();
        var served = refused;
        for (var i = 0; i < 100 && served is not { Status: 200 }; i++)
        {
            served = await QueryAsync(server);
        }
        Assert.Equal(200, served!.Status);
    }

    [Fact]
    public async Task Case35_Answer_longer_than_all_bytes_in_flight_is_served()
    {
        await using var server = Start(4 * 1024 * 1024, isStreamed: false);
        Assert.Equal(200, (await QueryAsync(server))!.Status);
    }

    [Fact]
    public async Task Case35_Answers_at_the_bytes_in_flight_are_served()
    {
        await using var server = Start(4 * AnswerBytes, isStreamed: false);
        using var never = await NeverReadsAsync(server);
        await server.UntilAsync(() => server.Http.Counters.Requests == 1);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(200, (await QueryAsync(server))!.Status);
        }
    }

    [Fact]
    public void Case48_A_large_body_is_counted_and_given_back()
    {
        var budget = new ClientBudget(64 * 1024, 0, 64 * 1024);
        var client = new ClientIdentity("", "", "a", IPAddress.Loopback);
        using var small = new PooledBody();
        Assert.True(small.TryMakeSpace(4 * 1024, budget, client));
        Assert.Equal(0, budget.Taken);
        var large = new PooledBody();
        Assert.True(large.TryMakeSpace(64 * 1024, budget, client));
        Assert.Equal(64 * 1024, budget.Taken);
        using var other = new PooledBody();
        Assert.False(other.TryMakeSpace((4 * 1024) + 1, budget, client));
        large.Dispose();
        Assert.Equal(0, budget.Taken);
        Assert.True(other.TryMakeSpace((4 * 1024) + 1, budget, client));
    }

    [Fact]
    public void Case48_A_large_body_is_not_left_in_the_pool()
    {
        // On one thread, so that returned buffers are the ones rented next.
        var body = new PooledBody();
        body.Append(new ReadOnlySequence<byte>(new byte[1024 * 1024]));
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(body.Written, out var segment);
        body.Dispose();
        var rented = ArrayPool<byte>.Shared.Rent(1024 * 1024);
        Assert.NotSame(segment.Array, rented);
        ArrayPool<byte>.Shared.Return(rented);
    }

    [Fact]
    public async Task Case48_Bodies_beyond_the_bytes_in_flight_are_503()
    {
        await using var server = TestServer.Plain(
            change: options => options with { Limits = new HttpLimits { BodyBytesInFlight = 100_000, BodyBytesShare = 0 } });
        await using var client = await RawClient.PlainAsync(server.Endpoint);
        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n" + new string('x', 200_000));
        Assert.Equal(503, (await client.ReceiveAsync())!.Status);
        await using var another = await RawClient.PlainAsync(server.Endpoint);
        await another.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 20000\r\n\r\n" + new string('x', 20_000));
        Assert.Equal(200, (await another.ReceiveAsync())!.Status);
    }

    /// <summary>The framing of chunks takes no room: a body is within its client's share up to the limit for bodies.</summary>
    [Theory]
    [InlineData(1024 * 1024, 64 * 1024, 200)]
    [InlineData(1024 * 1024, 1000, 200)]
    [InlineData((1024 * 1024) - 1, 300_000, 200)]
    [InlineData((1024 * 1024) + 1, 64 * 1024, 413)]
    public async Task Case48_Chunked_body_up_to_the_limit_is_accepted(int length, int chunk, int status)
    {
        await using var server = TestServer.Plain();
        await using var client = await RawClient.PlainAsync(server.Endpoint);
        var wire = new StringBuilder("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (var left = length; left > 0; left -= chunk)
        {
            var size = Math.Min(left, chunk);
            wire.Append($"{size:x}\r\n").Append('x', size).Append("\r\n");
        }
        await client.SendAsync(wire.Append("0\r\n\r\n").ToString());
        Assert.Equal(status, (await client.ReceiveAsync())!.Status);
    }

    /// <summary>Two longest bodies of two clients that never finish them: a third client still has its share, and no more.</summary>
    [Theory]
    [InlineData(3, 256 * 1024, 200)]
    [InlineData(3, (256 * 1024) + 1, 503)]
    [InlineData(2, 5000, 503)]
    public async Task Case48_Body_that_is_never_finished_takes_no_other_clients_share(byte host, int length, int status)
    {
        await using var server = TestServer.Plain();
        await using var first = await DribbleAsync(server, 1);
        await using var second = await DribbleAsync(server, 2);
        await server.UntilAsync(() => server.Http.Context.Bodies.Taken == 2 * 1024 * 1024);
        await using var client = await RawClient.PlainAsync(server.Endpoint, Loopback(host));
        await client.SendAsync($"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n" + new string('x', length));
        Assert.Equal(status, (await client.ReceiveAsync())!.Status);
    }

    /// <summary>The longest body, but for its last byte.</summary>
    private static async Task<RawClient> DribbleAsync(TestServer server, byte host)
    {
        var client = await RawClient.PlainAsync(server.Endpoint, Loopback(host));
        var length = new HttpLimits().BodyBytes;
        await client.SendAsync($"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n" + new string('x', length - 1));
        return client;
    }

    private static IPAddress Loopback(byte host) => new([127, 0, 0, host]);

    private static TestServer Start(long most, bool isStreamed) => TestServer.Plain(
        async (exchange, cancellationToken) =>
        {
            exchange.Response.Body.Write(new byte[AnswerBytes]);
            if (isStreamed)
            {
                await exchange.Response.FlushAsync(cancellationToken);
            }
        },
        options => options with { Limits = new HttpLimits { AnswerBytesInFlight = most } });

    /// <summary>With small socket buffers, so that the server has to wait.</summary>
    private static async Task<Socket> NeverReadsAsync(TestServer server)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(server.Endpoint);
        await socket.SendAsync(System.Text.Encoding.ASCII.GetBytes(Get));
        // Its first bytes have arrived: the response is counted, and no later one came before it.
        var first = new byte[12];
        Assert.Equal(first.Length, await socket.ReceiveAsync(first, SocketFlags.Peek));
        Assert.Equal("HTTP/1.1 200", System.Text.Encoding.ASCII.GetString(first));
        return socket;
    }

    private static async Task<RawResponse?> QueryAsync(TestServer server)
    {
        await using var client = await RawClient.PlainAsync(server.Endpoint);
        await client.SendAsync(Get);
        return await client.ReceiveAsync();
    }
}
