using System.Globalization;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Logging.Journal;

/// <summary>
/// Sends log messages to journald with the ids of job and request as fields. Writers never wait: what does not fit into the queue is
/// counted and reported in the journal later. An entry that the socket refuses goes to standard error, which is the journal as well.
/// </summary>
internal sealed class JournalSink : ILogSink
{
    private readonly Channel<byte[]> _queue = Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _stop = new();
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly UnixDomainSocketEndPoint _journal;
    private readonly Stream _fallback;
    private readonly TimeProvider _clock;
    private readonly Task _loop;
    private int _waiting;
    private long _waitingBytes;
    private long _lost;

    /// <param name="path">journald's socket.</param>
    /// <param name="fallback">Receives entries that the socket refuses; not closed.</param>
    public JournalSink(string path, Stream fallback, TimeProvider clock)
    {
        (_journal, _fallback, _clock) = (new UnixDomainSocketEndPoint(path), fallback, clock);
        _loop = Task.Run(SendAllAsync);
    }

    public void Write(
        LogLevel level, string category, EventId id, string text, Exception? exception, IReadOnlyList<KeyValuePair<string, object?>>? parts) =>
        Enqueue(JournalEntry.Of(level, JournalFormatter.Line(category, id, text, exception), parts));

    /// <summary>Never blocks. False when the queue is full.</summary>
    public bool Enqueue(byte[] entry)
    {
        // Adds to both counters before checking either, so that a refused entry can be subtracted from both.
        var waiting = Interlocked.Increment(ref _waiting);
        var bytes = Interlocked.Add(ref _waitingBytes, entry.Length);
        if (waiting <= LoggingLimits.JournalQueue && bytes <= LoggingLimits.JournalQueueBytes && _queue.Writer.TryWrite(entry))
        {
            return true;
        }
        Release(entry.Length);
        Interlocked.Increment(ref _lost);
        return false;
    }

    public void Dispose()
    {
        _queue.Writer.TryComplete();
        using var late = _clock.CreateTimer(_ => _stop.Cancel(), null, LoggingLimits.Drain, Timeout.InfiniteTimeSpan);
        _loop.Wait();
        _socket.Dispose();
        _stop.Dispose();
    }

    private void Release(int bytes)
    {
        Interlocked.Decrement(ref _waiting);
        Interlocked.Add(ref _waitingBytes, -bytes);
    }

    private async Task SendAllAsync()
    {
        try
        {
            await foreach (var entry in _queue.Reader.ReadAllAsync(_stop.Token))
            {
                await SendAsync(entry);
                Release(entry.Length);
                if (Interlocked.Exchange(ref _lost, 0) is var lost and > 0)
                {
                    var line = string.Create(CultureInfo.InvariantCulture, $"{lost} log messages are missing here: the journal did not take them in time");
                    await SendAsync(JournalEntry.Of(LogLevel.Warning, line, null));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The journal accepts nothing, and the agent is shutting down.
        }
    }

    private async ValueTask SendAsync(byte[] entry)
    {
        try
        {
            // Not connected: journald may restart and then has a new socket.
            await _socket.SendToAsync(entry, SocketFlags.None, _journal, _stop.Token);
        }
        catch (SocketException)
        {
            try
            {
                await _fallback.WriteAsync(JournalFormatter.FromEntry(entry), _stop.Token);
            }
            catch (IOException)
            {
                Interlocked.Increment(ref _lost);
            }
        }
    }
}
