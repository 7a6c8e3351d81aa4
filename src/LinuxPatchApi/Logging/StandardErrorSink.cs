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
    private readonly LogQueue<byte[]> _queue = new(LoggingLimits.ConsoleQueue, LoggingLimits.ConsoleQueueBytes);
    private readonly Stream _output;
    private readonly bool _forTerminal;
    private readonly TimeProvider _clock;
    private readonly Task _loop;

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
        LogLevel level, string category, EventId id, string text, Exception? exception,
        IReadOnlyList<KeyValuePair<string, object?>>? parts) =>
        Enqueue(Encoding.UTF8.GetBytes(
            JournalFormatter.ForStandardError(level, JournalFormatter.Line(category, id, text, exception), _forTerminal)));

    /// <summary>Never blocks. False when the queue is full.</summary>
    public bool Enqueue(byte[] line) => _queue.TryAdd(line, line.Length);

    public void Dispose()
    {
        _queue.Complete();
        using var written = new CancellationTokenSource();
        Task.WhenAny(_loop, Task.Delay(LoggingLimits.Drain, _clock, written.Token)).Wait();
        written.Cancel();
    }

    private void WriteAll()
    {
        while (_queue.TryTake(out var line))
        {
            var isWritten = TryWrite(line);
            _queue.Release(line.Length);
            if (!isWritten)
            {
                _queue.AddLost(1);
            }
            else if (_queue.Unreported is > 0 and var lost && TryWrite(Missing(lost)))
            {
                _queue.SetReported(lost);
            }
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
