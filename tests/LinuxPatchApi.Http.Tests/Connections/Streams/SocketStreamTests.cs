using System.Net;
using System.Net.Sockets;
using LinuxPatchApi.Http.Connections.Streams;

namespace LinuxPatchApi.Http.Tests.Connections.Streams;

public sealed class SocketStreamTests
{
    private readonly Memory<byte> _buffer = new byte[64];

    [Fact]
    public async Task Read_of_zero_bytes_ends_when_something_comes()
    {
        var (client, stream) = await ConnectAsync();
        using (client)
        await using (stream)
        {
            for (var round = 0; round < 500; round++)
            {
                var waiting = stream.ReadAsync(Memory<byte>.Empty, TestContext.Current.CancellationToken).AsTask();
                await client.SendAsync("ab"u8.ToArray());
                Assert.Equal(0, await waiting);
                Assert.Equal(2, await stream.ReadAsync(_buffer, TestContext.Current.CancellationToken));
                Assert.Equal("ab"u8, _buffer.Span[..2]);
            }
        }
    }

    [Fact]
    public async Task Read_of_zero_bytes_ends_when_the_peer_closes()
    {
        var (client, stream) = await ConnectAsync();
        await using (stream)
        {
            var waiting = stream.ReadAsync(Memory<byte>.Empty, TestContext.Current.CancellationToken).AsTask();
            client.Dispose();
            Assert.Equal(0, await waiting);
            Assert.Equal(0, await stream.ReadAsync(_buffer, TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Read_of_zero_bytes_ends_when_it_is_cancelled_or_the_socket_goes()
    {
        var (client, stream) = await ConnectAsync();
        using (client)
        {
            using var cancel = new CancellationTokenSource();
            var cancelled = stream.ReadAsync(Memory<byte>.Empty, cancel.Token).AsTask();
            await cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
            var disposed = stream.ReadAsync(Memory<byte>.Empty, TestContext.Current.CancellationToken).AsTask();
            stream.Socket.Dispose();
            Assert.True(ConnectionErrors.IsLost(await Assert.ThrowsAnyAsync<Exception>(() => disposed)));
        }
    }

    [Fact]
    public async Task What_came_is_read_in_its_order_however_it_is_asked_for()
    {
        var (client, stream) = await ConnectAsync();
        using (client)
        await using (stream)
        {
            var sent = new byte[5 * SocketStream.AheadBytes];
            new Random(1).NextBytes(sent);
            var sending = client.SendAsync(sent);
            var received = new List<byte>();
            var sizes = new Queue<int>([0, 0, 1, 7, 0, 64, 64, 64, 64, 0]);
            while (received.Count < sent.Length)
            {
                var size = sizes.TryDequeue(out var next) ? next : 61;
                var count = await stream.ReadAsync(_buffer[..size], TestContext.Current.CancellationToken);
                received.AddRange(_buffer.Span[..count]);
            }
            await sending;
            Assert.Equal(sent, received);
        }
    }

    /// <summary>The TLS layer may hold nothing back while its reader waits on the socket for the next record.</summary>
    [Theory]
    [InlineData(new byte[] { 23, 3, 3, 0, 2, 1, 2 }, true)]
    [InlineData(new byte[] { 23, 3, 3, 0, 2, 1 }, false)]
    [InlineData(new byte[] { 23, 3, 3, 0, 2, 1, 2, 23 }, false)]
    [InlineData(new byte[] { 23, 3, 3, 0, 1, 1, 23, 3, 3, 0, 1, 1 }, false)]
    [InlineData(new byte[] { 22, 3, 3, 0, 2, 1, 2 }, false)]
    [InlineData(new byte[] { 23, 3, 3, 0, 0 }, false)]
    [InlineData(new byte[] { 23, 3, 3, 0 }, false)]
    public async Task Knows_when_it_has_brought_exactly_one_record(byte[] sent, bool isRecord)
    {
        var (client, stream) = await ConnectAsync();
        using (client)
        await using (stream)
        {
            Assert.False(stream.IsAtRecordEnd);
            await client.SendAsync(sent);
            Assert.Equal(0, await stream.ReadAsync(Memory<byte>.Empty, TestContext.Current.CancellationToken));
            Assert.False(stream.IsAtRecordEnd);
            Assert.Equal(sent.Length, await stream.ReadAsync(_buffer, TestContext.Current.CancellationToken));
            Assert.Equal(isRecord, stream.IsAtRecordEnd);
            await client.SendAsync(sent);
            Assert.Equal(sent.Length, await stream.ReadAsync(_buffer, TestContext.Current.CancellationToken));
            Assert.False(stream.IsAtRecordEnd);
        }
    }

    private static async Task<(Socket Client, SocketStream Stream)> ConnectAsync()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await client.ConnectAsync(listener.LocalEndPoint!);
        return (client, new SocketStream(await listener.AcceptAsync()));
    }
}
