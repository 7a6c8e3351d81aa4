using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Audit;

/// <summary>
/// The audit log as the rest of the agent sees it: queues entries without blocking and writes them in the background. Entries lost to a
/// full queue or a failed write are counted, shown by health, and recorded in the log itself as soon as it can be written again.
/// </summary>
internal sealed class AuditLog : IDisposable
{
    private readonly Channel<AuditEntry> _queue =
        Channel.CreateBounded<AuditEntry>(
            new BoundedChannelOptions(AuditLimits.QueueLength) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly TimeProvider _time;
    private readonly ILogger<AuditLog> _logger;
    private readonly string _path;
    private readonly AuditStore _store;
    private readonly AuditTally _tally;
    private readonly ITimer _minute;
    private long _lost;
    private long _unrecordedLoss;
    private volatile bool _isComplete;

    public AuditLog(string path, Func<TimeSpan> retention, TimeProvider time, ILogger<AuditLog> logger)
    {
        (_path, _time, _logger) = (path, time, logger);
        _store = new AuditStore(path, retention, time, logger);
        _tally = new AuditTally(time);
        _minute = time.CreateTimer(_ => LogDrops(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Entries lost since the start of the agent.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>What is wrong, as a sentence for health; null when nothing is.</summary>
    public string? Problem => Lost is > 0 and var lost ? $"{lost} audit entries could not be written"
        : _store.Problem is { } problem ? $"the audit log: {problem}"
        : null;

    /// <summary>Called with true when the writer starts to write, and with false when it has written.</summary>
    public Action<bool>? Working { private get; init; }

    /// <summary>
    /// Queues an entry. A request above its share of lines is only counted; on a full queue the entry is lost and counted.
    /// </summary>
    public void Write(AuditEntry entry)
    {
        if (entry is AuditEntry.Request request)
        {
            var isWritten = _tally.Admit(request, out var isFirst);
            Arm(isFirst);
            if (!isWritten)
            {
                return;
            }
        }

        if (!_queue.Writer.TryWrite(entry))
        {
            Interlocked.Increment(ref _lost);
            Interlocked.Increment(ref _unrecordedLoss);
        }
    }

    /// <summary>Reads what the end of the log records about jobs. Call it before this run writes to the log.</summary>
    public AuditRecall Recall() => AuditRecall.Read(_path);

    /// <summary>Counts a connection that was closed without an answer. Called on the accept loop.</summary>
    public void Drop(AuditDrop what, string address) => Arm(_tally.Add(what, address));

    /// <summary>Closes the queue; the writer ends once it has written what is queued.</summary>
    public void Complete()
    {
        _isComplete = true;
        LogDrops();
        _queue.Writer.TryComplete();
    }

    /// <summary>Writes queued entries in batches until <see cref="Complete"/>.</summary>
    public async Task RunAsync()
    {
        await foreach (var first in _queue.Reader.ReadAllAsync(CancellationToken.None))
        {
            if (!_isComplete)
            {
                await Task.Delay(AuditLimits.Gather, CancellationToken.None);
            }

            var batch = new List<AuditEntry> { first };
            while (batch.Count < AuditLimits.QueueLength && _queue.Reader.TryRead(out var next))
            {
                batch.Add(next);
            }

            Working?.Invoke(true);
            Append(batch);
            Working?.Invoke(false);
        }

        if (Interlocked.Read(ref _unrecordedLoss) > 0)
        {
            Append([]);
        }

        if (_store.Chain is { Hash: not null } chain)
        {
            AuditEvents.Closed(_logger, chain.ToString());
        }
    }

    public void Dispose() => _minute.Dispose();

    private void Append(List<AuditEntry> batch)
    {
        var unrecorded = Interlocked.Exchange(ref _unrecordedLoss, 0);
        IReadOnlyList<AuditEntry> entries = unrecorded > 0 ? [new AuditEntry.Lost(_time.GetUtcNow(), unrecorded), .. batch] : batch;
        if (_store.Append(entries) is { } problem)
        {
            Interlocked.Add(ref _lost, batch.Count);
            Interlocked.Add(ref _unrecordedLoss, unrecorded + batch.Count);
            AuditEvents.Lost(_logger, batch.Count, problem);
        }
    }

    private void Arm(bool isFirst)
    {
        if (isFirst)
        {
            _minute.Change(AuditLimits.DropInterval, Timeout.InfiniteTimeSpan);
        }
    }

    private void LogDrops()
    {
        if (_tally.Drain() is { } dropped)
        {
            Write(dropped);
        }
    }
}
