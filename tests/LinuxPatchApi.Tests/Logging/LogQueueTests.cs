using LinuxPatchApi.Logging;

namespace LinuxPatchApi.Tests.Logging;

public sealed class LogQueueTests
{
    [Fact]
    public void Messages_are_bounded_in_number_until_they_are_released()
    {
        var queue = new LogQueue<int>(2);
        Assert.True(queue.TryAdd(1, 0));
        Assert.True(queue.TryAdd(2, 0));
        Assert.False(queue.TryAdd(3, 0));
        Assert.True(queue.TryTake(out var first));
        Assert.False(queue.TryAdd(4, 0));
        queue.Release(0);
        Assert.True(queue.TryAdd(5, 0));
        Assert.Equal((1, 2), (first, queue.Lost));
    }

    [Fact]
    public void Messages_are_bounded_in_bytes_until_they_are_released()
    {
        var queue = new LogQueue<int>(10, maxBytes: 8);
        Assert.True(queue.TryAdd(1, 7));
        Assert.False(queue.TryAdd(2, 2));
        Assert.True(queue.TryAdd(3, 1));
        Assert.False(queue.TryAdd(4, 1));
        queue.Release(7);
        Assert.True(queue.TryAdd(5, 7));
    }

    [Fact]
    public void Reader_gets_what_was_queued_before_the_end_and_nothing_after_it()
    {
        var queue = new LogQueue<string>(10);
        queue.TryAdd("one", 0);
        queue.Complete();
        Assert.False(queue.TryAdd("two", 0));
        Assert.True(queue.TryTake(out var message));
        Assert.Equal("one", message);
        Assert.False(queue.TryTake(out _));
    }

    [Fact]
    public void Loss_is_reported_once_and_counted_for_ever()
    {
        var queue = new LogQueue<int>(0);
        queue.TryAdd(1, 0);
        queue.AddLost(2);
        Assert.Equal((3, 3), (queue.Lost, queue.Unreported));
        queue.SetReported(3);
        queue.TryAdd(2, 0);
        Assert.Equal((4, 1), (queue.Lost, queue.Unreported));
    }
}
