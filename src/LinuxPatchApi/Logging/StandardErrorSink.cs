using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Logging;

/// <summary>
/// Writes log messages to standard error, a line each, where it is not the journal. A thread of its own writes, because a pipe that nobody
/// reads blocks it for ever; what does not fit into the queue meanwhile, or cannot be written, is counted and told once a write succeeds.
/// </summary>
internal sealed class StandardErrorSink : ILogSink
{
    /// <summary>Guards itself and the counts; pulsed when a line is added and at the end.</summary>
    private readonly Queue<byte[]> _queue = [];
    private readonly Stream _output;
    private readonly bool _forTerminal;
    private readonly TimeProvider _clock;
    private readonly Task _loop;
    private long _waitingBytes;
    private long _lost;
    private bool _ending;

    /// <param name="output">Not closed: the thread may still be in a write that blocks.</param>
    /// <param name="forTerminal">A person reads it: a word in place of the priority.</param>
    public StandardErrorSink(Stream output, bool forTerminal, TimeProvider clock)
    {
        (_output, _forTerminal, _clock) = (output, forTerminal, clock);
        _loop = Task.Factory.StartNew(WriteAll, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Standard error of this process; nothing at all when it was closed before the start.</summary>
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

    /// <summary>Never blocks. False when there is no room.</summary>
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
            var lost = Took(line.Length, written);
            if (lost > 0 && !TryWrite(Missing(lost)))
            {
                Took(0, written: false, lost);
            }
        }
    }

    /// <summary>The line to write, which stays counted as waiting until <see cref="Took"/>; null at the end.</summary>
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

    /// <summary>How many lost messages have to be told now.</summary>
    /// <param name="lost">Messages that were to be told, and were not.</param>
    private long Took(int bytes, bool written, long lost = 1)
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

    /// <summary>One call, so one write(2): lines of several writers to the same pipe do not mix.</summary>
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
