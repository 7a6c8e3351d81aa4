using LinuxPatchApi.DBus.Connection;
using LinuxPatchApi.DBus.Tests.Support;
using LinuxPatchApi.DBus.Wire;
using LinuxPatchApi.DBus.Wire.Framing;

namespace LinuxPatchApi.DBus.Tests.Connection;

public sealed class DeliveryQueueTests
{
    private static readonly DBusMessage Message = MessageParser.Parse(VectorFile.Read("Valid", "hello-little").Bytes);

    [Fact]
    public async Task The_writer_waits_while_the_queue_is_full()
    {
        var started = new TaskCompletionSource();
        var gate = new TaskCompletionSource();
        int handled = 0;
        var queue = new DeliveryQueue(
            2,
            async _ =>
            {
                started.TrySetResult();
                await gate.Task;
                handled++;
            },
            exception => Assert.Fail(exception.Message));
        await queue.EnqueueAsync(Message);
        await started.Task;
        Assert.True(queue.EnqueueAsync(Message).IsCompleted);
        Assert.True(queue.EnqueueAsync(Message).IsCompleted);
        Task waiting = queue.EnqueueAsync(Message).AsTask();
        Assert.False(waiting.IsCompleted);
        gate.SetResult();
        await waiting;
        queue.Close();
        await queue.Completion;
        Assert.Equal(4, handled);
    }

    [Fact]
    public async Task Closing_frees_a_writer_that_waits()
    {
        var started = new TaskCompletionSource();
        var gate = new TaskCompletionSource();
        var queue = new DeliveryQueue(
            1,
            async _ =>
            {
                started.TrySetResult();
                await gate.Task;
            },
            exception => Assert.Fail(exception.Message));
        await queue.EnqueueAsync(Message);
        await started.Task;
        await queue.EnqueueAsync(Message);
        Task waiting = queue.EnqueueAsync(Message).AsTask();
        Assert.False(waiting.IsCompleted);
        queue.Discard();
        await waiting;
        gate.SetResult();
        await queue.Completion;
    }
}
