using System.Net;
using System.Net.Sockets;
using LinuxPatchApi.Http.Connections;

namespace LinuxPatchApi.Http.Tests.Connections;

public sealed class SocketStreamTests
{
    private readonly Memory<byte> _buffer = new byte[64];

    [Fact]
    public async Task Read_of_zero_bytes_waits_on_when_it_was_ended_without_anything_to_read()
    {
        var answers = new Queue<bool>([false, false, true]);
        var (client, stream) = await ConnectAsync(_ => answers.Dequeue());
        using (client)
        await using (stream)
        {
            var waiting = stream.ReadAsync(Memory<byte>.Empty, TestContext.Current.CancellationToken).AsTask();
            Assert.False(waiting.IsCompleted);
            await client.SendAsync("ab"u8.ToArray());
            await waiting;
            Assert.Empty(answers);
            Assert.Equal(2, await stream.ReadAsync(_buffer, TestContext.Current.CancellationToken));
        }
    }

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
                await waiting;
                Assert.True(stream.Socket.Available > 0);
                Assert.Equal(2, await stream.ReadAsync(_buffer, TestContext.Current.CancellationToken));
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

    private static async Task<(Socket Client, SocketStream Stream)> ConnectAsync(Func<Socket, bool>? isReadable = null)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await client.ConnectAsync(listener.LocalEndPoint!);
        return (client, new SocketStream(await listener.AcceptAsync(), isReadable));
    }
}
