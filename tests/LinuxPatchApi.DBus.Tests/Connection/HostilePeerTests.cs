using LinuxPatchApi.DBus.Connection;
using LinuxPatchApi.DBus.Errors;
using LinuxPatchApi.DBus.Tests.Support;
using LinuxPatchApi.DBus.Wire;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.DBus.Tests.Connection;

public sealed class HostilePeerTests
{
    private static readonly MessageBuffer SomeCall = MessageWriter.MethodCall("a.b", "/", "a.b", "C").CreateMessage();

    public static TheoryData<string> Malformed => VectorFile.Names("Malformed");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task A_malformed_message_ends_the_connection_with_a_reason(string name)
    {
        using var peer = new ScriptedPeer();
        await using DBusConnection connection = await peer.ConnectAsync();
        Task<DBusResult<bool>> call = connection.CallAsync(SomeCall, Stop);
        await peer.ReadAsync("C");
        await peer.Stream.WriteAsync(VectorFile.Read("Malformed", name).Bytes, Stop);
        peer.Stream.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        Assert.Equal(DBusFailureReason.MalformedMessage, (await connection.Closed).Reason);
        Assert.Equal(DBusFailureReason.MalformedMessage, (await call).Failure?.Reason);
    }

    [Fact]
    public async Task The_stream_may_end_at_any_byte_of_a_message()
    {
        byte[] bytes = VectorFile.Read("Valid", "error").Bytes;
        for (int length = 1; length < bytes.Length; length += 7)
        {
            using var peer = new ScriptedPeer();
            await using DBusConnection connection = await peer.ConnectAsync();
            await peer.Stream.WriteAsync(bytes.AsMemory(0, length), Stop);
            peer.Stream.Dispose();
            Assert.Equal(DBusFailureReason.MalformedMessage, (await connection.Closed).Reason);
        }
    }

    [Fact]
    public async Task A_message_may_come_byte_by_byte()
    {
        using var peer = new ScriptedPeer();
        await using DBusConnection connection = await peer.ConnectAsync();
        Task<DBusResult<string>> call = connection.CallAsync(SomeCall, static reply => reply.GetBodyReader("s").ReadString(), Stop);
        MessageWriter reply = MessageWriter.MethodReturn(await peer.ReadAsync("C"), "s");
        reply.WriteString("slow");
        ReadOnlyMemory<byte> bytes = reply.CreateMessage().WithSerial(5);
        for (int i = 0; i < bytes.Length; i++)
        {
            await peer.Stream.WriteAsync(bytes.Slice(i, 1), Stop);
        }

        Assert.Equal("slow", (await call).Value);
    }

    [Fact]
    public async Task A_reply_of_another_type_is_told_and_the_connection_lives()
    {
        using var peer = new ScriptedPeer();
        await using DBusConnection connection = await peer.ConnectAsync();
        Task<DBusResult<uint>> call = connection.CallAsync(SomeCall, static reply => reply.GetBodyReader("u").ReadUInt32(), Stop);
        await peer.ReplyAsync(await peer.ReadAsync("C"), "no number");
        Assert.Equal(DBusFailureReason.MalformedReply, (await call).Failure?.Reason);
        Assert.False(connection.Closed.IsCompleted);
    }

    [Fact]
    public async Task A_reply_that_nobody_waits_for_is_ignored()
    {
        using var peer = new ScriptedPeer();
        await using DBusConnection connection = await peer.ConnectAsync();
        using var given = new CancellationTokenSource();
        Task<DBusResult<bool>> abandoned = connection.CallAsync(SomeCall, given.Token);
        DBusMessage first = await peer.ReadAsync("C");
        await given.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => abandoned);
        await peer.ReplyAsync(first);
        Task<DBusResult<bool>> next = connection.CallAsync(SomeCall, Stop);
        await peer.ReplyAsync(await peer.ReadAsync("C"));
        Assert.True((await next).IsSuccess);
    }

    [Theory]
    [InlineData("REJECTED COOKIE")]
    [InlineData("OK nonsense")]
    [InlineData("HTTP/1.1 400 Bad Request")]
    public async Task A_server_that_does_not_accept_us_is_told(string line)
    {
        using var peer = new ScriptedPeer();
        Task<DBusResult<DBusConnection>> connecting = DBusConnection.ConnectAsync(peer.Address, null, Stop);
        await peer.AcceptAsync();
        await peer.SendLineAsync(line);
        Assert.Equal(DBusFailureReason.AuthenticationRejected, (await connecting).Failure?.Reason);
    }

    [Fact]
    public async Task A_line_without_end_is_not_read_for_ever()
    {
        using var peer = new ScriptedPeer();
        Task<DBusResult<DBusConnection>> connecting = DBusConnection.ConnectAsync(peer.Address, null, Stop);
        await peer.AcceptAsync();
        await peer.Stream.WriteAsync(new byte[DBusLimits.MaxAuthenticationLineBytes], Stop);
        Assert.Equal(DBusFailureReason.AuthenticationRejected, (await connecting).Failure?.Reason);
    }

    [Fact]
    public async Task Endless_challenges_come_to_an_end()
    {
        using var peer = new ScriptedPeer();
        Task<DBusResult<DBusConnection>> connecting = DBusConnection.ConnectAsync(peer.Address, null, Stop);
        await peer.AcceptAsync();
        for (int i = 0; i < DBusLimits.MaxAuthenticationLines; i++)
        {
            await peer.SendLineAsync("DATA");
        }

        Assert.Equal(DBusFailureReason.AuthenticationRejected, (await connecting).Failure?.Reason);
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_given_up_at_the_deadline()
    {
        using var peer = new ScriptedPeer();
        var time = new FakeTimeProvider();
        Task<DBusResult<DBusConnection>> connecting =
            DBusConnection.ConnectAsync(peer.Address, new DBusConnectionOptions { Time = time }, Stop);
        await peer.AcceptAsync();
        await peer.ExpectLineAsync("\0AUTH EXTERNAL");
        time.Advance(DBusLimits.ConnectDeadline);
        Assert.Equal(DBusFailureReason.TimedOut, (await connecting).Failure?.Reason);
    }
}
