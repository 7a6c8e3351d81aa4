using System.Net;
using System.Net.Sockets;
using LinuxPatchApi.Http.Connections.Streams;

namespace LinuxPatchApi.Http.Tests.Connections.Streams;

public sealed class HandshakeSlotsTests
{
    private readonly byte[] _buffer = new byte[64];

    [Fact]
    public void As_many_as_may_compute_at_once_and_one_more_waits()
    {
        var turns = new HandshakeSlots(2);
        Assert.True(turns.AcquireAsync(false).IsCompleted);
        Assert.True(turns.AcquireAsync(false).IsCompleted);
        var third = turns.AcquireAsync(false);
        Assert.Equal((false, 1), (third.IsCompleted, turns.Waiting));
        turns.Release();
        Assert.Equal((true, 0), (third.IsCompleted, turns.Waiting));
    }

    [Fact]
    public void Those_that_have_begun_come_first_and_no_turn_is_lost()
    {
        var turns = new HandshakeSlots(1);
        Assert.True(turns.AcquireAsync(false).IsCompleted);
        var (fresh, begun) = (turns.AcquireAsync(false), turns.AcquireAsync(true));
        turns.Release();
        Assert.Equal((true, false), (begun.IsCompleted, fresh.IsCompleted));
        turns.Release();
        Assert.True(fresh.IsCompleted);
        turns.Release();
        Assert.True(turns.AcquireAsync(false).IsCompleted);
    }

    [Fact]
    public async Task A_peer_that_says_nothing_holds_no_turn()
    {
        var turns = new HandshakeSlots(1);
        var (slow, slowStream) = await ConnectAsync();
        var (quick, quickStream) = await ConnectAsync();
        using (slow)
        using (quick)
        await using (slowStream)
        await using (quickStream)
        {
            slowStream.BeginSlots(turns);
            quickStream.BeginSlots(turns);
            await slow.SendAsync(new byte[] { 1 });
            Assert.Equal(1, await slowStream.ReadAsync(_buffer, TestContext.Current.CancellationToken));
            var taken = turns.AcquireAsync(false);
            Assert.False(taken.IsCompleted);
            var waiting = slowStream.ReadAsync(_buffer, TestContext.Current.CancellationToken).AsTask();
            await taken;
            turns.Release();
            await quick.SendAsync(new byte[] { 1, 2 });
            Assert.Equal(2, await quickStream.ReadAsync(new byte[8], TestContext.Current.CancellationToken));
            await slow.SendAsync(new byte[] { 1, 2, 3 });
            // Its bytes have arrived but it has no slot: the quick one holds it until its handshake ends.
            while (turns.Waiting == 0)
            {
                await Task.Yield();
            }
            Assert.False(waiting.IsCompleted);
            quickStream.EndSlots();
            Assert.Equal(3, await waiting);
            slowStream.EndSlots();
            slowStream.EndSlots();
            Assert.True(turns.AcquireAsync(false).IsCompleted);
        }
    }

    [Fact]
    public async Task A_connection_that_breaks_gives_its_turn_back()
    {
        var turns = new HandshakeSlots(1);
        var (client, stream) = await ConnectAsync();
        await using (stream)
        {
            stream.BeginSlots(turns);
            await client.SendAsync(new byte[] { 1 });
            Assert.Equal(1, await stream.ReadAsync(_buffer, TestContext.Current.CancellationToken));
            client.Close(0);
            await Assert.ThrowsAnyAsync<IOException>(() => stream.ReadAsync(_buffer, TestContext.Current.CancellationToken).AsTask());
            stream.EndSlots();
            Assert.True(turns.AcquireAsync(false).IsCompleted);
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
