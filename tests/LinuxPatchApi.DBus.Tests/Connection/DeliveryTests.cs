using LinuxPatchApi.DBus.Connection;
using LinuxPatchApi.DBus.Errors;
using LinuxPatchApi.DBus.Tests.Support;
using LinuxPatchApi.DBus.Wire;

namespace LinuxPatchApi.DBus.Tests.Connection;

public sealed class DeliveryTests
{
    private static readonly MatchRule Rule = new() { Path = "/a", Interface = "a.B" };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Far_more_signals_than_the_queue_holds_arrive_in_order_without_loss()
    {
        const int Count = 5000;
        using var peer = new ScriptedPeer();
        await using DBusConnection connection = await peer.ConnectAsync(new DBusConnectionOptions { QueuedMessagesPerSubscription = 4 });
        var gate = new TaskCompletionSource();
        var done = new TaskCompletionSource();
        var seen = new List<uint>();
        using DBusSubscription subscription = await SubscribeAsync(peer, connection, async message =>
        {
            await gate.Task;
            seen.Add(message.GetBodyReader("u").ReadUInt32());
            if (seen.Count == Count)
            {
                done.SetResult();
            }
        });
        peer.Stream.Socket.SendBufferSize = 4096;
        Task sending = SendAllAsync(peer, Count);

        // The reply lies behind the signals, so it is seen when they were taken.
        Task<DBusResult<bool>> call = connection.CallAsync(MessageWriter.MethodCall("a.b", "/", "a.b", "C").CreateMessage(), Stop);
        Task answering = AnswerAfterAsync(sending, peer);
        gate.SetResult();
        await done.Task;
        await answering;
        Assert.True((await call).IsSuccess);
        Assert.Equal(Enumerable.Range(0, Count).Select(i => (uint)i), seen);
    }

    [Fact]
    public async Task Nothing_is_delivered_after_disposal_even_by_the_handler_itself()
    {
        using var peer = new ScriptedPeer();
        await using DBusConnection connection = await peer.ConnectAsync(new DBusConnectionOptions { QueuedMessagesPerSubscription = 2 });
        int seen = 0;
        DBusSubscription? subscription = null;
        var subscribed = new TaskCompletionSource();
        subscription = await SubscribeAsync(peer, connection, async _ =>
        {
            await subscribed.Task;
            seen++;
            subscription!.Dispose();
        });
        for (uint i = 0; i < 20; i++)
        {
            await peer.SignalAsync("S", i);
        }

        subscribed.SetResult();
        await subscription.Completion;
        await peer.ReadAsync("RemoveMatch");
        Assert.Equal(1, seen);
        Task<DBusResult<bool>> call = connection.CallAsync(MessageWriter.MethodCall("a.b", "/", "a.b", "C").CreateMessage(), Stop);
        await peer.ReplyAsync(await peer.ReadAsync("C"));
        Assert.True((await call).IsSuccess);
    }

    [Fact]
    public async Task What_came_before_the_end_of_the_connection_is_still_delivered()
    {
        using var peer = new ScriptedPeer();
        await using DBusConnection connection = await peer.ConnectAsync();
        var gate = new TaskCompletionSource();
        int seen = 0;
        DBusSubscription subscription = await SubscribeAsync(peer, connection, async _ =>
        {
            await gate.Task;
            seen++;
        });
        for (uint i = 0; i < 10; i++)
        {
            await peer.SignalAsync("S", i);
        }

        peer.Stream.Dispose();
        await connection.Closed;
        gate.SetResult();
        await subscription.Completion;
        Assert.Equal(10, seen);
    }

    [Fact]
    public async Task A_handler_that_throws_ends_the_connection_with_a_reason()
    {
        using var peer = new ScriptedPeer();
        await using DBusConnection connection = await peer.ConnectAsync();
        using DBusSubscription subscription = await SubscribeAsync(peer, connection, _ => throw new InvalidOperationException("a bug"));
        await peer.SignalAsync("S", 1);
        DBusFailure reason = await connection.Closed;
        Assert.Equal(DBusFailureReason.HandlerFailed, reason.Reason);
        Assert.Contains("a bug", reason.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rule_is_told_once_and_taken_back_with_the_last_subscription()
    {
        using var peer = new ScriptedPeer();
        await using DBusConnection connection = await peer.ConnectAsync();
        DBusSubscription first = await SubscribeAsync(peer, connection, _ => ValueTask.CompletedTask);
        DBusSubscription second = (await connection.SubscribeAsync([Rule], _ => ValueTask.CompletedTask, Stop)).Value;
        first.Dispose();
        first.Dispose();
        second.Dispose();
        DBusMessage removal = await peer.ReadAsync("RemoveMatch");
        Assert.Equal(Rule.ToString(), removal.FirstStringArgument);
        Task<DBusResult<bool>> call = connection.CallAsync(MessageWriter.MethodCall("a.b", "/", "a.b", "C").CreateMessage(), Stop);
        await peer.ReplyAsync(await peer.ReadAsync("C"));
        Assert.True((await call).IsSuccess);
    }

    private static async Task<DBusSubscription> SubscribeAsync(
        ScriptedPeer peer, DBusConnection connection, Func<DBusMessage, ValueTask> handler)
    {
        Task<DBusResult<DBusSubscription>> subscribing = connection.SubscribeAsync([Rule], handler, Stop);
        await peer.ReplyAsync(await peer.ReadAsync("AddMatch"));
        return (await subscribing).Value;
    }

    private static async Task SendAllAsync(ScriptedPeer peer, int count)
    {
        for (uint i = 0; i < count; i++)
        {
            await peer.SignalAsync("S", i);
        }
    }

    private static async Task AnswerAfterAsync(Task sending, ScriptedPeer peer)
    {
        await sending;
        await peer.ReplyAsync(await peer.ReadAsync("C"));
    }
}
