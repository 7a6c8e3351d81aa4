using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Logging;

/// <summary>
/// Writes log messages to standard error, one per line, when that is not the journal. Uses a thread of its own, because a pipe that nobody
/// reads blocks the writer for ever. What does not fit into the queue or cannot be written is counted, and reported after the next
/// successful write.
/// </summary>
internal sealed class StandardErrorSink : ILogSink
{
    /// <summary>Also the lock for the counters; pulsed when a line is added and at the end.</summary>
    private readonly Queue<byte[]> _queue = [];
    private readonly Stream _output;
    private readonly bool _forTerminal;
    private readonly TimeProvider _clock;
    private readonly Task _loop;
    private long _waitingBytes;
    private long _lost;
    private bool _ending;

    /// <param name="output">Receives the lines. Not closed: the thread may still be in a blocking write.</param>
    /// <param name="forTerminal">A person reads it: the level's name replaces the priority.</param>
    public StandardErrorSink(Stream output, bool forTerminal, TimeProvider clock)
    {
        (_output, _forTerminal, _clock) = (output, forTerminal, clock);
        _loop = Task.Factory.StartNew(WriteAll, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Opens standard error of this process; a null stream when it was closed before the start.</summary>
    public static Stream Open()
    {
        try
        {
            return Console.OpenStandardError();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Stream.Null;
        }
    }

    public void Write(
        LogLevel level, string category, EventId id, string text, Exception? exception, IReadOnlyList<KeyValuePair<string, object?>>? parts) =>
        Enqueue(Encoding.UTF8.GetBytes(JournalFormatter.ForStandardError(level, JournalFormatter.Line(category, id, text, exception), _forTerminal)));

    /// <summary>Never blocks. False when the queue is full.</summary>
    public bool Enqueue(byte[] line)
    {
        lock (_queue)
        {
            if (_ending || _queue.Count == LoggingLimits.ConsoleQueue || _waitingBytes + line.Length > LoggingLimits.ConsoleQueueBytes)
            {
                _lost++;
                return false;
            }
            _queue.Enqueue(line);
            _waitingBytes += line.Length;
            Monitor.Pulse(_queue);
            return true;
        }
    }

    public void Dispose()
    {
        lock (_queue)
        {
            _ending = true;
            Monitor.Pulse(_queue);
        }
        using var written = new CancellationTokenSource();
        Task.WhenAny(_loop, Task.Delay(LoggingLimits.Drain, _clock, written.Token)).Wait();
        written.Cancel();
    }

    private void WriteAll()
    {
        while (Next() is { } line)
        {
            var written = TryWrite(line);
            var lost = OnWritten(line.Length, written);
            if (lost > 0 && !TryWrite(Missing(lost)))
            {
                OnWritten(0, written: false, lost);
            }
        }
    }

    /// <summary>Returns the next line, which counts as queued until <see cref="OnWritten"/>; null at the end.</summary>
    private byte[]? Next()
    {
        lock (_queue)
        {
            while (_queue.Count == 0 && !_ending)
            {
                Monitor.Wait(_queue);
            }
            return _queue.TryDequeue(out var line) ? line : null;
        }
    }

    /// <summary>Updates the counters and returns how many lost messages to report now.</summary>
    /// <param name="lost">Messages that are lost when the write failed.</param>
    private long OnWritten(int bytes, bool written, long lost = 1)
    {
        lock (_queue)
        {
            _waitingBytes -= bytes;
            if (!written)
            {
                _lost += lost;
                return 0;
            }
            (lost, _lost) = (_lost, 0);
            return lost;
        }
    }

    private byte[] Missing(long lost)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{lost} log messages are missing here: standard error did not take them");
        return Encoding.UTF8.GetBytes(JournalFormatter.ForStandardError(LogLevel.Warning, line, _forTerminal));
    }

    /// <summary>A single write(2), so that lines of several writers to one pipe do not mix.</summary>
    private bool TryWrite(byte[] line)
    {
        try
        {
            _output.Write(line);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
