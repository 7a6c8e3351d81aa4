using System.Globalization;
using System.Threading.Channels;
using LinuxPatchApi.Configuration.Sections;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Logging.Syslog;

/// <summary>
/// Sends log messages to a syslog server. Writers never wait: messages go into a bounded queue, and what does not fit or cannot be sent is
/// counted. The next message that gets through is followed by a report of how many are missing.
/// </summary>
internal sealed class SyslogSink : ILogSink
{
    private readonly Channel<SyslogRecord> _queue;
    private readonly TimeProvider _clock;
    private readonly SyslogSender _sender;
    private readonly CancellationTokenSource _ending = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private long _lost;

    public SyslogSink(SyslogEndpoint endpoint, string hostName, int processId, TimeProvider clock)
    {
        _clock = clock;
        _sender = new SyslogSender(endpoint, new SyslogFormatter(hostName, "linux-patch-api", processId), clock);
        _queue = Channel.CreateBounded<SyslogRecord>(
            new BoundedChannelOptions(LoggingLimits.SyslogQueue) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true },
            _ => Interlocked.Increment(ref _lost));
        _loop = Task.Run(SendAllAsync);
    }

    /// <summary>Messages that were not sent since the start.</summary>
    public long LostMessages => Interlocked.Read(ref _lost);

    public void Write(
        LogLevel level, string category, EventId id, string text, Exception? exception, IReadOnlyList<KeyValuePair<string, object?>>? parts) =>
        _queue.Writer.TryWrite(
            new SyslogRecord(_clock.GetUtcNow(), level, category, id.Name, exception is null ? text : $"{text}: {exception}"));

    public void Dispose()
    {
        _queue.Writer.TryComplete();
        _ending.Cancel();
        using var late = _clock.CreateTimer(_ => _stop.Cancel(), null, LoggingLimits.Drain, Timeout.InfiniteTimeSpan);
        _loop.Wait();
        _sender.Dispose();
        _stop.Dispose();
        _ending.Dispose();
    }

    private async Task SendAllAsync()
    {
        try
        {
            long reported = 0;
            await foreach (var record in _queue.Reader.ReadAllAsync(_stop.Token))
            {
                if (!await _sender.TrySendAsync(record, _stop.Token))
                {
                    Interlocked.Increment(ref _lost);
                    await PauseAsync();
                }
                else if (LostMessages is var lost && lost > reported && await _sender.TrySendAsync(LossNotice(lost - reported), _stop.Token))
                {
                    reported = lost;
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The drain time is over; what is left in the queue is lost.
        }
    }

    /// <summary>Waits before the next attempt; meanwhile the queue fills and then drops messages. Shutdown ends the pause.</summary>
    private async Task PauseAsync() =>
        await Task.Delay(LoggingLimits.RetryDelay, _clock, _ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private SyslogRecord LossNotice(long count) => new(_clock.GetUtcNow(), LogLevel.Warning, "LinuxPatchApi.Logging", "MessagesLost",
        string.Create(CultureInfo.InvariantCulture, $"{count} log messages were lost before this one"));
}
