using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Audit;

/// <summary>
/// The audit log as the rest of the agent sees it: takes entries, never blocks, writes them in the background. What the disk or the queue does
/// not take is counted, shown, and told in the log itself as soon as it can be.
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
    private long _untold;
    private volatile bool _isComplete;

    public AuditLog(string path, Func<TimeSpan> retention, TimeProvider time, ILogger<AuditLog> logger)
    {
        (_path, _time, _logger) = (path, time, logger);
        _store = new AuditStore(path, retention, time, logger);
        _tally = new AuditTally(time);
        _minute = time.CreateTimer(_ => LogDrops(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Entries that were not written since the start.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>What is wrong, in a sentence; null when nothing is. Health shows it.</summary>
    public string? Problem => Lost is > 0 and var lost ? $"{lost} audit entries could not be written"
        : _store.Problem is { } problem ? $"the audit log: {problem}"
        : null;

    /// <summary>Told when the writer begins to write, and when it has written.</summary>
    public Action<bool>? Working { private get; init; }

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
            Interlocked.Increment(ref _untold);
        }
    }

    /// <summary>What the end of the log says, before this run writes into it.</summary>
    public AuditRecall Recall() => AuditRecall.Read(_path);

    /// <summary>A connection that was closed without an answer. Called on the accept loop.</summary>
    public void Drop(AuditDrop what, string address) => Arm(_tally.Add(what, address));

    /// <summary>Nothing follows: the writer ends when what is queued is written.</summary>
    public void Complete()
    {
        _isComplete = true;
        LogDrops();
        _queue.Writer.TryComplete();
    }

    /// <summary>The writer, until <see cref="Complete"/>.</summary>
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

        if (Interlocked.Read(ref _untold) > 0)
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
        var untold = Interlocked.Exchange(ref _untold, 0);
        IReadOnlyList<AuditEntry> entries = untold > 0 ? [new AuditEntry.Lost(_time.GetUtcNow(), untold), .. batch] : batch;
        if (_store.Append(entries) is { } problem)
        {
            Interlocked.Add(ref _lost, batch.Count);
            Interlocked.Add(ref _untold, untold + batch.Count);
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
        if (_tally.Take() is { } dropped)
        {
            Write(dropped);
        }
    }
}
