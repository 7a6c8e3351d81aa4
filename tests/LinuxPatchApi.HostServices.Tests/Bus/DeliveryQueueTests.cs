using LinuxPatchApi.HostServices.Bus;

namespace LinuxPatchApi.HostServices.Tests.Bus;

public sealed class DeliveryQueueTests : IDisposable
{
    private readonly ManualResetEventSlim _gate = new();
    private readonly TaskCompletionSource _started = new();
    private readonly List<int> _handled = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _gate.Dispose();

    [Theory]
    [InlineData(2, long.MaxValue, 1)]
    [InlineData(int.MaxValue, 10, 5)]
    public async Task The_writer_waits_while_the_queue_is_full(int capacity, long maxBytes, int bytes)
    {
        DeliveryQueue<int> queue = Create(capacity, maxBytes);
        await EnqueueUntilHeldAsync(queue, bytes);
        queue.Enqueue(1, bytes);
        queue.Enqueue(2, bytes);
        Task waiting = Task.Run(() => queue.Enqueue(3, bytes), Stop);
        await Assert.ThrowsAsync<TimeoutException>(() => waiting.WaitAsync(TimeSpan.FromMilliseconds(50), Stop));
        _gate.Set();
        await waiting;
        queue.Close();
        await queue.Completion;
        Assert.Equal([0, 1, 2, 3], _handled);
    }

    [Fact]
    public async Task One_value_has_room_however_long_it_is()
    {
        DeliveryQueue<int> queue = Create(int.MaxValue, 10);
        _gate.Set();
        queue.Enqueue(0, 11);
        queue.Close();
        await queue.Completion;
        Assert.Equal([0], _handled);
    }

    [Fact]
    public async Task Discarding_frees_a_writer_that_waits_and_delivers_nothing_more()
    {
        DeliveryQueue<int> queue = Create(1, long.MaxValue);
        await EnqueueUntilHeldAsync(queue, 1);
        queue.Enqueue(1, 1);
        Task waiting = Task.Run(() => queue.Enqueue(2, 1), Stop);
        queue.Discard();
        await waiting;
        Assert.False(queue.Completion.IsCompleted);
        _gate.Set();
        await queue.Completion;
        Assert.Equal([0], _handled);
    }

    [Fact]
    public async Task Closing_frees_a_writer_that_waits_and_delivers_what_was_taken()
    {
        DeliveryQueue<int> queue = Create(1, long.MaxValue);
        await EnqueueUntilHeldAsync(queue, 1);
        queue.Enqueue(1, 1);
        queue.Close();
        queue.Enqueue(2, 1);
        _gate.Set();
        await queue.Completion;
        Assert.Equal([0, 1], _handled);
    }

    [Fact]
    public async Task What_a_handler_throws_is_told_and_nothing_is_delivered_afterwards()
    {
        var failed = new TaskCompletionSource<Exception>();
        var calls = 0;
        var queue = new DeliveryQueue<int>(
            2,
            long.MaxValue,
            _ =>
            {
                calls++;
                throw new InvalidOperationException("a bug");
            },
            failed.SetResult);
        queue.Enqueue(0, 1);
        Assert.Equal("a bug", (await failed.Task.WaitAsync(Stop)).Message);
        queue.Enqueue(1, 1);
        await queue.Completion;
        Assert.Equal(1, calls);
    }

    private DeliveryQueue<int> Create(int capacity, long maxBytes) => new(
        capacity,
        maxBytes,
        value =>
        {
            _started.TrySetResult();
            _gate.Wait(Stop);
            _handled.Add(value);
        },
        exception => Assert.Fail(exception.Message));

    /// <summary>Returns once the handler holds the first value, which has left the queue.</summary>
    private Task EnqueueUntilHeldAsync(DeliveryQueue<int> queue, int bytes)
    {
        queue.Enqueue(0, bytes);
        return _started.Task.WaitAsync(Stop);
    }
}
