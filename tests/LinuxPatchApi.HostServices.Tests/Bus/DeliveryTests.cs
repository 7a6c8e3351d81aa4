using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.HostServices.Bus.Messages;
using LinuxPatchApi.HostServices.Tests.Support;
using LinuxPatchApi.HostServices.Tests.Support.Wire;

namespace LinuxPatchApi.HostServices.Tests.Bus;

/// <summary>What the library delivers to us, in which order, and how much.</summary>
public sealed class DeliveryTests : IDisposable
{
    private static readonly BusRule Rule = new() { Path = "/a", Interface = "a.B" };
    private static readonly BusCall SomeCall = new("a.b", "/", "a.b", "C");
    private readonly ManualResetEventSlim _gate = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _gate.Dispose();

    [Fact]
    public async Task Far_more_signals_than_the_queue_holds_arrive_in_order_without_loss_and_before_the_reply_behind_them()
    {
        const int Count = 5000;
        using var peer = new ScriptedPeer();
        await using BusConnection connection = await peer.ConnectAsync();
        var done = new TaskCompletionSource();
        var seen = new List<uint>();
        using BusSubscription subscription = await SubscribeAsync(peer, connection, value =>
        {
            _gate.Wait(Stop);
            seen.Add(value);
            if (seen.Count == Count)
            {
                done.SetResult();
            }
        });
        peer.Stream.Socket.SendBufferSize = 4096;
        Task sending = SendAllAsync(peer, Count);

        // The reply follows the signals, so on its arrival all signals have been handled but those that still fit the queue.
        Task<HostResult<int>> call = connection.CallAsync(SomeCall, _ => seen.Count, Stop);
        Task answering = AnswerAfterAsync(sending, peer);
        Assert.False(call.IsCompleted);
        _gate.Set();
        Assert.InRange((await call).Value, Count - BusLimits.QueuedMessagesPerSubscription - 1, Count);
        await done.Task;
        await answering;
        Assert.Equal(Enumerable.Range(0, Count).Select(i => (uint)i), seen);
    }

    [Fact]
    public async Task A_handler_that_stands_still_stops_the_reader_and_fills_no_memory()
    {
        using var peer = new ScriptedPeer();
        await using BusConnection connection = await peer.ConnectAsync();
        var read = 0;
        using BusSubscription subscription = await SubscribeAsync(
            peer, connection, _ => _gate.Wait(Stop), () => Interlocked.Increment(ref read));
        peer.Stream.Socket.SendBufferSize = 4096;
        Task sending = SendAllAsync(peer, 20_000);
        while (Volatile.Read(ref read) < BusLimits.QueuedMessagesPerSubscription + 2)
        {
            await Task.Yield();
        }

        // The handler holds one, the queue is full, one waits for room.
        await Assert.ThrowsAsync<TimeoutException>(() => sending.WaitAsync(TimeSpan.FromMilliseconds(100), Stop));
        Assert.Equal(BusLimits.QueuedMessagesPerSubscription + 2, Volatile.Read(ref read));
        _gate.Set();
        await sending;
    }

    [Fact]
    public async Task Nothing_is_delivered_after_disposal_even_by_the_handler_itself()
    {
        using var peer = new ScriptedPeer();
        await using BusConnection connection = await peer.ConnectAsync();
        var seen = 0;
        BusSubscription? subscription = null;
        subscription = await SubscribeAsync(peer, connection, _ =>
        {
            _gate.Wait(Stop);
            seen++;
            subscription!.Dispose();
        });
        for (uint i = 0; i < BusLimits.QueuedMessagesPerSubscription + 20; i++)
        {
            await peer.SignalAsync("S", i);
        }

        _gate.Set();
        await subscription.Completion.WaitAsync(Stop);
        await peer.ReadAsync("RemoveMatch");
        Assert.Equal(1, seen);
        await AnswerAsync(peer, connection);
    }

    [Fact]
    public async Task What_came_before_the_end_of_the_connection_is_still_delivered()
    {
        using var peer = new ScriptedPeer();
        await using BusConnection connection = await peer.ConnectAsync();
        var seen = 0;
        BusSubscription subscription = await SubscribeAsync(peer, connection, _ =>
        {
            _gate.Wait(Stop);
            seen++;
        });
        for (uint i = 0; i < 10; i++)
        {
            await peer.SignalAsync("S", i);
        }

        peer.Stream.Dispose();
        await connection.Closed;
        _gate.Set();
        await subscription.Completion;
        Assert.Equal(10, seen);
    }

    [Fact]
    public async Task A_connection_is_closed_while_its_reader_waits_for_room()
    {
        using var peer = new ScriptedPeer();
        BusConnection connection = await peer.ConnectAsync();
        var read = 0;
        BusSubscription subscription = await SubscribeAsync(peer, connection, _ => _gate.Wait(Stop), () => Interlocked.Increment(ref read));
        _ = SendAllAsync(peer, 20_000);
        while (Volatile.Read(ref read) < BusLimits.QueuedMessagesPerSubscription + 2)
        {
            await Task.Yield();
        }

        await connection.DisposeAsync().AsTask().WaitAsync(Stop);
        _gate.Set();
        await subscription.Completion.WaitAsync(Stop);
    }

    [Fact]
    public async Task A_handler_that_throws_ends_the_connection_with_a_reason()
    {
        using var peer = new ScriptedPeer();
        await using BusConnection connection = await peer.ConnectAsync();
        using BusSubscription subscription = await SubscribeAsync(peer, connection, _ => throw new InvalidOperationException("a bug"));
        await peer.SignalAsync("S", 1);
        Assert.Contains("a bug", (await connection.Closed).Detail, StringComparison.Ordinal);
        Assert.Contains("a bug", (await connection.CallAsync(SomeCall, static _ => true, Stop)).Failure?.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signal_with_another_body_than_its_reader_wants_ends_the_connection_with_a_reason()
    {
        using var peer = new ScriptedPeer();
        await using BusConnection connection = await peer.ConnectAsync();
        using BusSubscription subscription = await SubscribeAsync(peer, connection, _ => { });
        await peer.SendAsync(MessageWriter.Signal("/a", "a.B", "S").CreateMessage());
        HostFailure reason = await connection.Closed;
        Assert.Equal(HostFailureReason.Disconnected, reason.Reason);
        Assert.Contains("signature '', not 'u'", reason.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rule_is_told_once_and_taken_back_with_the_last_subscription()
    {
        using var peer = new ScriptedPeer();
        await using BusConnection connection = await peer.ConnectAsync();
        BusSubscription first = await SubscribeAsync(peer, connection, _ => { });
        BusSubscription second = (await connection.SubscribeAsync([Rule], static _ => true, _ => { }, Stop)).Value;
        first.Dispose();
        first.Dispose();
        second.Dispose();
        WireMessage removal = await peer.ReadAsync("RemoveMatch");
        Assert.Contains("/a", removal.FirstStringArgument, StringComparison.Ordinal);
        await AnswerAsync(peer, connection);
    }

    [Fact]
    public async Task A_signal_that_two_rules_of_a_subscription_match_comes_once()
    {
        using var peer = new ScriptedPeer();
        await using BusConnection connection = await peer.ConnectAsync();
        var seen = new List<uint>();
        var last = new TaskCompletionSource();
        Task<HostResult<BusSubscription>> subscribing = connection.SubscribeAsync(
            [Rule, new BusRule { Path = "/a" }],
            static signal => signal.GetBody("u").ReadUInt32(),
            value =>
            {
                seen.Add(value);
                if (value == 2)
                {
                    last.SetResult();
                }
            },
            Stop);
        await peer.ReplyAsync(await peer.ReadAsync("AddMatch"));
        await peer.ReplyAsync(await peer.ReadAsync("AddMatch"));
        using BusSubscription subscription = (await subscribing).Value;
        await peer.SignalAsync("S", 0);
        await peer.SignalAsync("S", 0);
        await peer.SignalAsync("S", 1);
        await peer.SignalAsync("S", 2);
        await last.Task.WaitAsync(Stop);
        Assert.Equal([0u, 0, 1, 2], seen);
    }

    [Fact]
    public async Task A_rule_that_the_bus_confirms_too_late_is_taken_back()
    {
        using var peer = new ScriptedPeer();
        await using BusConnection connection = await peer.ConnectAsync();
        using var given = new CancellationTokenSource();
        Task subscribing = connection.SubscribeAsync([Rule], static _ => true, _ => { }, given.Token);
        WireMessage added = await peer.ReadAsync("AddMatch");
        await given.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => subscribing);
        await peer.ReplyAsync(added);
        await peer.ReadAsync("RemoveMatch");
    }

    private static async Task<BusSubscription> SubscribeAsync(
        ScriptedPeer peer, BusConnection connection, Action<uint> handler, Action? onRead = null)
    {
        Task<HostResult<BusSubscription>> subscribing = connection.SubscribeAsync(
            [Rule],
            signal =>
            {
                onRead?.Invoke();
                return signal.GetBody("u").ReadUInt32();
            },
            handler,
            Stop);
        await peer.ReplyAsync(await peer.ReadAsync("AddMatch"));
        return (await subscribing).Value;
    }

    private static async Task AnswerAsync(ScriptedPeer peer, BusConnection connection)
    {
        Task<HostResult<bool>> call = connection.CallAsync(SomeCall, static _ => true, Stop);
        await peer.ReplyAsync(await peer.ReadAsync("C"));
        Assert.True((await call).IsSuccess);
    }

    private static async Task SendAllAsync(ScriptedPeer peer, int count)
    {
        try
        {
            for (uint i = 0; i < count; i++)
            {
                await peer.SignalAsync("S", i);
            }
        }
        catch (IOException)
        {
            // Closed by the other side, as the test intends.
        }
    }

    private static async Task AnswerAfterAsync(Task sending, ScriptedPeer peer)
    {
        await sending;
        await peer.ReplyAsync(await peer.ReadAsync("C"));
    }
}
