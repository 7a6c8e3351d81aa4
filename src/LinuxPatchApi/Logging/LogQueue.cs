using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace LinuxPatchApi.Logging;

/// <summary>
/// The queue between the writers of log messages and one sink. Writers never wait: a message beyond the limits is lost and counted, so that
/// the sink can report how many are missing. A message counts towards the limits until it is released. Thread-safe.
/// </summary>
/// <param name="maxCount">Messages that may wait.</param>
/// <param name="maxBytes">Their bytes.</param>
internal sealed class LogQueue<T>(int maxCount, long maxBytes = long.MaxValue)
{
    private readonly Channel<T> _messages = Channel.CreateUnbounded<T>(new UnboundedChannelOptions { SingleReader = true });
    private int _count;
    private long _bytes;
    private long _lost;
    private long _reported;

    /// <summary>Messages lost since the start.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Lost messages that have not been reported yet. For the reader only.</summary>
    public long Unreported => Lost - _reported;

    /// <summary>Queues a message. Never blocks. False when the queue is full or completed; then the message is counted as lost.</summary>
    public bool TryAdd(T message, int bytes)
    {
        // Adds to both counters before checking either, so that a refused message can be subtracted from both.
        var (count, all) = (Interlocked.Increment(ref _count), Interlocked.Add(ref _bytes, bytes));
        if (count <= maxCount && all <= maxBytes && _messages.Writer.TryWrite(message))
        {
            return true;
        }

        Release(bytes);
        AddLost(1);
        return false;
    }

    /// <summary>Accepts no more messages; the reader ends after those that are queued.</summary>
    public void Complete() => _messages.Writer.TryComplete();

    /// <summary>Returns all messages until the queue is completed. One reader at a time.</summary>
    public IAsyncEnumerable<T> ReadAllAsync(CancellationToken cancellationToken) => _messages.Reader.ReadAllAsync(cancellationToken);

    /// <summary>Waits on the calling thread for the next message. False when the queue is completed and empty.</summary>
    public bool TryTake([MaybeNullWhen(false)] out T message)
    {
        while (!_messages.Reader.TryRead(out message))
        {
            if (!_messages.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A message was sent or given up; its space is free again.</summary>
    public void Release(int bytes)
    {
        Interlocked.Decrement(ref _count);
        Interlocked.Add(ref _bytes, -bytes);
    }

    public void AddLost(long messages) => Interlocked.Add(ref _lost, messages);

    /// <summary>The sink has reported this many lost messages. For the reader only.</summary>
    public void SetReported(long messages) => _reported += messages;
}
