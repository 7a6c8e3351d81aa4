using System.Globalization;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Logging.Journal;

/// <summary>
/// Sends log messages to journald with the ids of job and request as fields. Writers never wait: what does not fit into the queue is
/// counted and reported in the journal later. An entry that the socket refuses goes to standard error, which is the journal as well.
/// </summary>
internal sealed class JournalSink : ILogSink
{
    private readonly LogQueue<byte[]> _queue = new(LoggingLimits.JournalQueue, LoggingLimits.JournalQueueBytes);
    private readonly CancellationTokenSource _stop = new();
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly UnixDomainSocketEndPoint _journal;
    private readonly Stream _fallback;
    private readonly TimeProvider _clock;
    private readonly Task _loop;

    /// <param name="path">journald's socket.</param>
    /// <param name="fallback">Receives entries that the socket refuses; not closed.</param>
    public JournalSink(string path, Stream fallback, TimeProvider clock)
    {
        (_journal, _fallback, _clock) = (new UnixDomainSocketEndPoint(path), fallback, clock);
        _loop = Task.Run(SendAllAsync);
    }

    public void Write(
        LogLevel level, string category, EventId id, string text, Exception? exception,
        IReadOnlyList<KeyValuePair<string, object?>>? parts) =>
        Enqueue(JournalEntry.Of(level, JournalFormatter.Line(category, id, text, exception), parts));

    /// <summary>Never blocks. False when the queue is full.</summary>
    public bool Enqueue(byte[] entry) => _queue.TryAdd(entry, entry.Length);

    public void Dispose()
    {
        _queue.Complete();
        using var late = _clock.CreateTimer(_ => _stop.Cancel(), null, LoggingLimits.Drain, Timeout.InfiniteTimeSpan);
        _loop.Wait();
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task SendAllAsync()
    {
        try
        {
            await foreach (var entry in _queue.ReadAllAsync(_stop.Token))
            {
                await SendAsync(entry);
                _queue.Release(entry.Length);
                if (_queue.Unreported is > 0 and var lost)
                {
                    _queue.SetReported(lost);
                    var line = string.Create(CultureInfo.InvariantCulture,
                        $"{lost} log messages are missing here: the journal did not take them in time");
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
                _queue.AddLost(1);
            }
        }
    }
}
