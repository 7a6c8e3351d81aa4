using System.Net.Sockets;
using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.HostServices.Bus.Messages;
using LinuxPatchApi.HostServices.Tests.Support;
using LinuxPatchApi.HostServices.Tests.Support.Wire;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.HostServices.Tests.Bus;

public sealed class HostilePeerTests
{
    private static readonly BusCall SomeCall = new("a.b", "/", "a.b", "C");

    public static TheoryData<string> Malformed => VectorFile.Names("Malformed");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task A_malformed_message_ends_the_connection_with_a_reason(string name)
    {
        using var peer = new ScriptedPeer();
        await using BusConnection connection = await peer.ConnectAsync();
        Task<HostResult<bool>> call = connection.CallAsync(SomeCall, static _ => true, Stop);
        await peer.ReadAsync("C");
        await peer.Stream.WriteAsync(VectorFile.Read("Malformed", name).Bytes, Stop);
        peer.Stream.Socket.Shutdown(SocketShutdown.Send);
        AssertMalformed(await connection.Closed);
        AssertMalformed((await call).Failure!);
    }

    [Fact]
    public async Task The_stream_may_end_at_any_byte_of_a_message()
    {
        var bytes = VectorFile.Read("Valid", "error").Bytes;
        for (var length = 1; length < bytes.Length; length += 7)
        {
            using var peer = new ScriptedPeer();
            await using BusConnection connection = await peer.ConnectAsync();
            await peer.Stream.WriteAsync(bytes.AsMemory(0, length), Stop);
            peer.Stream.Dispose();
            Assert.Contains("ended within a message", (await connection.Closed).Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_message_may_come_byte_by_byte()
    {
        using var peer = new ScriptedPeer();
        await using BusConnection connection = await peer.ConnectAsync();
        Task<HostResult<string>> call = connection.CallAsync(SomeCall, BusCalls.ReadText, Stop);
        MessageWriter reply = MessageWriter.MethodReturn(await peer.ReadAsync("C"), "s");
        reply.WriteString("slow");
        ReadOnlyMemory<byte> bytes = reply.CreateMessage().WithSerial(5);
        for (var i = 0; i < bytes.Length; i++)
        {
            await peer.Stream.WriteAsync(bytes.Slice(i, 1), Stop);
        }

        Assert.Equal("slow", (await call).Value);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task A_message_may_have_the_longest_length_and_no_byte_more(int more, bool accepted)
    {
        using var peer = new ScriptedPeer();
        await using BusConnection connection = await peer.ConnectAsync();
        Task<HostResult<string>> call = connection.CallAsync(SomeCall, BusCalls.ReadText, Stop);
        WireMessage received = await peer.ReadAsync("C");
        MessageWriter empty = MessageWriter.MethodReturn(received, "s");
        empty.WriteString("");
        var room = BusLimits.MaxMessageBytes - empty.CreateMessage().WithSerial(5).Length;
        MessageWriter reply = MessageWriter.MethodReturn(received, "s");
        reply.WriteString(new string('x', room + more));
        Task sending = peer.Stream.WriteAsync(reply.CreateMessage().WithSerial(5), Stop).AsTask();
        HostResult<string> result = await call;
        Assert.Equal(accepted, result.IsSuccess);
        if (accepted)
        {
            await sending;
            Assert.Equal(room, result.Value.Length);
        }
        else
        {
            Assert.Contains("longer than allowed", (await connection.Closed).Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_text_that_claims_two_gigabytes_takes_no_memory()
    {
        using var peer = new ScriptedPeer();
        await using BusConnection connection = await peer.ConnectAsync();
        Task<HostResult<string>> call = connection.CallAsync(SomeCall, BusCalls.ReadText, Stop);
        MessageWriter reply = MessageWriter.MethodReturn(await peer.ReadAsync("C"), "s");
        reply.WriteString("text");
        var bytes = reply.CreateMessage().WithSerial(5).ToArray();
        BitConverter.TryWriteBytes(bytes.AsSpan(bytes.Length - 9), 0x7fff_ff00u);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await peer.Stream.WriteAsync(bytes, Stop);
        AssertMalformed((await call).Failure!);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 64 * 1024 * 1024);
    }

    [Fact]
    public async Task A_reply_of_another_type_is_told_and_the_connection_lives()
    {
        using var peer = new ScriptedPeer();
        await using BusConnection connection = await peer.ConnectAsync();
        Task<HostResult<uint>> call = connection.CallAsync(SomeCall, static reply => reply.GetBody("u").ReadUInt32(), Stop);
        await peer.ReplyAsync(await peer.ReadAsync("C"), "no number");
        Assert.Equal(HostFailureReason.ProtocolError, (await call).Failure?.Reason);
        Assert.False(connection.Closed.IsCompleted);
    }

    [Fact]
    public async Task A_reply_that_nobody_waits_for_is_ignored()
    {
        using var peer = new ScriptedPeer();
        await using BusConnection connection = await peer.ConnectAsync();
        using var given = new CancellationTokenSource();
        Task<HostResult<bool>> abandoned = connection.CallAsync(SomeCall, static _ => true, given.Token);
        WireMessage first = await peer.ReadAsync("C");
        await given.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => abandoned);
        await peer.ReplyAsync(first);
        Task<HostResult<bool>> next = connection.CallAsync(SomeCall, static _ => true, Stop);
        await peer.ReplyAsync(await peer.ReadAsync("C"));
        Assert.True((await next).IsSuccess);
    }

    [Fact]
    public async Task A_service_that_never_answers_gets_so_many_calls_and_no_more_and_others_are_called_all_the_same()
    {
        using var peer = new ScriptedPeer();
        await using BusConnection connection = await peer.ConnectAsync();
        using var given = new CancellationTokenSource();
        var calls = new List<WireMessage>();
        for (var i = 0; i < BusLimits.MaxUnansweredCalls; i++)
        {
            _ = connection.CallAsync(SomeCall, static _ => true, given.Token);
            calls.Add(await peer.ReadAsync("C"));
        }

        // Abandoning a call frees nothing: the library keeps unanswered calls.
        await given.CancelAsync();
        HostFailure? refused = (await connection.CallAsync(SomeCall, static _ => true, Stop)).Failure;
        Assert.Equal(HostFailureReason.BusUnavailable, refused?.Reason);
        Assert.Contains("a.b has not answered 64 calls", refused?.Detail, StringComparison.Ordinal);
        Task<HostResult<bool>> other = connection.CallAsync(new BusCall("o.b", "/", "a.b", "O"), static _ => true, Stop);
        await peer.ReplyAsync(await peer.ReadAsync("O"));
        Assert.True((await other).IsSuccess);
        await peer.ReplyAsync(calls[0]);

        // A second reply follows: once it has arrived, the first one is counted.
        other = connection.CallAsync(new BusCall("o.b", "/", "a.b", "O"), static _ => true, Stop);
        await peer.ReplyAsync(await peer.ReadAsync("O"));
        await other;
        _ = connection.CallAsync(SomeCall, static _ => true, Stop);
        await peer.ReadAsync("C");
    }

    [Fact]
    public async Task Calls_of_a_peer_that_takes_no_answers_are_not_read_for_ever()
    {
        using var peer = new ScriptedPeer();
        await using BusConnection connection = await peer.ConnectAsync();
        var ping = MessageWriter.MethodCall(":1.1", "/", "org.freedesktop.DBus.Peer", "Ping").CreateMessage().WithSerial(7).ToArray();
        byte[] many = [.. Enumerable.Repeat(ping, 1000).SelectMany(one => one)];
        Task flooding = FloodAsync();

        async Task FloodAsync()
        {
            for (var i = 0; i < 1000; i++)
            {
                await peer.Stream.WriteAsync(many, Stop);
            }
        }

        // A million calls, of which a few thousand fit the sockets' buffers.
        await Assert.ThrowsAsync<TimeoutException>(() => flooding.WaitAsync(TimeSpan.FromSeconds(1), Stop));
        await connection.DisposeAsync();
        await Assert.ThrowsAnyAsync<IOException>(() => flooding);
    }

    [Theory]
    [InlineData("REJECTED COOKIE")]
    [InlineData("OK nonsense")]
    [InlineData("OK")]
    [InlineData("HTTP/1.1 400 Bad Request")]
    [InlineData("DATA")]
    public async Task A_server_that_does_not_accept_us_is_told(string line)
    {
        using var peer = new ScriptedPeer();
        Task<HostResult<BusConnection>> connecting = BusConnection.ConnectAsync(peer.Address, TimeProvider.System, Stop);
        await peer.AcceptAsync();
        await peer.SendLineAsync(line);
        HostFailure? failure = (await connecting).Failure;
        Assert.Equal(HostFailureReason.BusUnavailable, failure?.Reason);
        Assert.Contains("Authentication failed", failure?.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_without_end_is_not_read_for_ever()
    {
        using var peer = new ScriptedPeer();
        Task<HostResult<BusConnection>> connecting = BusConnection.ConnectAsync(peer.Address, TimeProvider.System, Stop);
        await peer.AcceptAsync();
        await peer.Stream.WriteAsync(new byte[4096], Stop);
        Assert.Equal(HostFailureReason.BusUnavailable, (await connecting).Failure?.Reason);
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_given_up_at_the_deadline()
    {
        using var peer = new ScriptedPeer();
        var time = new FakeTimeProvider();
        Task<HostResult<BusConnection>> connecting = BusConnection.ConnectAsync(peer.Address, time, Stop);
        await peer.AcceptAsync();
        await peer.ExpectLineAsync(ScriptedPeer.FirstLine);
        time.Advance(BusLimits.ConnectDeadline);
        Assert.Equal(HostFailureReason.TimedOut, (await connecting).Failure?.Reason);
        Assert.Equal(0, await peer.Stream.ReadAsync(new byte[1], Stop));
    }

    private static void AssertMalformed(HostFailure failure)
    {
        Assert.Equal(HostFailureReason.Disconnected, failure.Reason);
        Assert.Contains("Malformed D-Bus data", failure.Detail, StringComparison.Ordinal);
    }
}
