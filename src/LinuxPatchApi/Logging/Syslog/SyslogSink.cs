using System.Globalization;
using LinuxPatchApi.Configuration.Sections;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Logging.Syslog;

/// <summary>
/// Sends log messages to a syslog server. Writers never wait: messages go into a bounded queue, and what does not fit or cannot be sent is
/// counted. The next message that gets through is followed by a report of how many are missing.
/// </summary>
internal sealed class SyslogSink : ILogSink
{
    private readonly LogQueue<SyslogRecord> _queue = new(LoggingLimits.SyslogQueue);
    private readonly TimeProvider _clock;
    private readonly SyslogSender _sender;
    private readonly CancellationTokenSource _ending = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    public SyslogSink(SyslogEndpoint endpoint, string hostName, int processId, TimeProvider clock)
    {
        _clock = clock;
        _sender = new SyslogSender(endpoint, new SyslogFormatter(hostName, "linux-patch-api", processId), clock);
        _loop = Task.Run(SendAllAsync);
    }

    /// <summary>Messages that were not sent since the start.</summary>
    public long LostMessages => _queue.Lost;

    public void Write(
        LogLevel level, string category, EventId id, string text, Exception? exception,
        IReadOnlyList<KeyValuePair<string, object?>>? parts) =>
        _queue.TryAdd(
            new SyslogRecord(_clock.GetUtcNow(), level, category, id.Name, exception is null ? text : $"{text}: {exception}"), bytes: 0);

    public void Dispose()
    {
        _queue.Complete();
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
            await foreach (var record in _queue.ReadAllAsync(_stop.Token))
            {
                var isSent = await _sender.TrySendAsync(record, _stop.Token);
                _queue.Release(bytes: 0);
                if (!isSent)
                {
                    _queue.AddLost(1);
                    await PauseAsync();
                }
                else if (_queue.Unreported is > 0 and var lost && await _sender.TrySendAsync(LossNotice(lost), _stop.Token))
                {
                    _queue.SetReported(lost);
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
