using System.Net.Security;
using LinuxPatchApi.Http.Connections.Streams;
using LinuxPatchApi.Http.Tests.Support;

namespace LinuxPatchApi.Http.Tests.Tls;

/// <summary>A connection that has served a request waits on the socket. Whatever arrives next, in whatever pieces, must be read.</summary>
public sealed class TlsStreamTests
{
    private const string Request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    [Fact]
    public async Task Requests_in_records_that_come_together_are_all_answered()
    {
        await using var server = TestServer.Tls((_, _) => default);
        await using var client = await AtRestAsync(server);
        for (var round = 0; round < 3; round++)
        {
            client.Wire.Hold();
            await client.SendAsync(Request);
            await client.SendAsync(Request);
            await client.SendAsync(Request);
            await client.Socket.SendAsync(client.Wire.Take());
            await AnswersAsync(client, 3);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(20)]
    public async Task Request_in_a_record_that_comes_in_two_pieces_is_answered_and_so_is_the_next(int first)
    {
        await using var server = TestServer.Tls((_, _) => default);
        await using var client = await AtRestAsync(server);
        for (var round = 0; round < 20; round++)
        {
            client.Wire.Hold();
            await client.SendAsync(Request);
            var record = client.Wire.Take();
            await client.Socket.SendAsync(record.AsMemory(0, first));
            await client.Socket.SendAsync(record.AsMemory(first));
            await AnswersAsync(client, 1);
        }
    }

    [Fact]
    public async Task Request_and_the_beginning_of_the_next_record_are_told_apart()
    {
        await using var server = TestServer.Tls((_, _) => default);
        await using var client = await AtRestAsync(server);
        client.Wire.Hold();
        await client.SendAsync(Request);
        var first = client.Wire.Take();
        client.Wire.Hold();
        await client.SendAsync(Request);
        var second = client.Wire.Take();
        await client.Socket.SendAsync((byte[])[.. first, .. second[..7]]);
        await AnswersAsync(client, 1);
        await client.Socket.SendAsync(second.AsMemory(7));
        await AnswersAsync(client, 1);
    }

    [Theory]
    [InlineData(SocketStream.AheadBytes)]
    [InlineData(4000)]
    public async Task Request_that_is_longer_than_what_is_read_ahead_is_answered_and_so_is_a_short_one_after_it(int field)
    {
        await using var server = TestServer.Tls((_, _) => default);
        await using var client = await AtRestAsync(server);
        await client.SendAsync($"GET / HTTP/1.1\r\nHost: a\r\nX-Long: {new string('x', field)}\r\n\r\n");
        await AnswersAsync(client, 1);
        await client.SendAsync(Request);
        await AnswersAsync(client, 1);
    }

    [Fact]
    public async Task Request_in_many_small_records_is_answered()
    {
        await using var server = TestServer.Tls((_, _) => default);
        await using var client = await AtRestAsync(server);
        foreach (var character in Request)
        {
            await client.SendAsync(character.ToString());
        }
        await AnswersAsync(client, 1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Goodbye_ends_the_connection_at_once_though_the_socket_stays_open(bool withRequest)
    {
        await using var server = TestServer.Tls((_, _) => default);
        await using var client = await AtRestAsync(server);
        client.Wire.Hold();
        if (withRequest)
        {
            await client.SendAsync(Request);
        }
        await ((SslStream)client.Stream).ShutdownAsync();
        await client.Socket.SendAsync(client.Wire.Take());
        if (withRequest)
        {
            await AnswersAsync(client, 1);
        }
        Assert.Empty(await client.ReadToEndAsync());
    }

    private static async Task<RawClient> AtRestAsync(TestServer server)
    {
        var client = await RawClient.TlsAsync(server.Endpoint, TestPki.Client);
        await client.SendAsync(Request);
        await AnswersAsync(client, 1);
        return client;
    }

    private static async Task AnswersAsync(RawClient client, int count)
    {
        for (var i = 0; i < count; i++)
        {
            Assert.Equal(200, (await client.ReceiveAsync())!.Status);
        }
    }
}
