using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs;

/// <summary>
/// Looks at the job in hand from time to time: without any progress for a while, and with the package database locked, it is called
/// stalled, with whoever holds the lock; with the next progress, or when the lock is free, it is not any more. Nothing is done about it
/// unless <c>jobs.break_stalled</c> says so, and then only over the job's time.
/// </summary>
internal sealed class StallWatch : IDisposable
{
    private readonly JobContext _context;
    private readonly RunningJob _running;
    private readonly IHostActivity _host;
    private readonly JobServiceOptions _options;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private Mark _mark;
    private long _since;
    private DateTimeOffset _sinceWall;
    private bool _isStopped;

    public StallWatch(JobContext context, RunningJob running, IHostActivity host, JobServiceOptions options, TimeProvider time)
    {
        (_context, _running, _host, _options, _time) = (context, running, host, options, time);
        Restart(MarkOf(context.Job));
        var period = options.StallAfter / JobLimits.StallSamples;
        _timer = time.CreateTimer(static watch => ((StallWatch)watch!).Look(), this, period, period);
    }

    /// <summary>The work has ended: nothing stalls.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isStopped = true;
            _timer.Dispose();
            Show(null, null);
        }
    }

    private void Look()
    {
        lock (_lock)
        {
            if (_isStopped || _context.Find() is not { } job)
            {
                return;
            }

            var holder = _host.LockHolder();
            var mark = MarkOf(job);
            if (mark != _mark)
            {
                Restart(mark);
            }

            var isStalled = holder is not null && _time.GetElapsedTime(_since) >= _options.StallAfter;
            var waits = job is { StalledSince: null, LockHolder: not null };
            Show(isStalled ? _sinceWall : null, isStalled || waits ? holder : null);

            if (isStalled && _options.BreakStalled && _running.Overdue.IsCompleted)
            {
                _running.Break();
            }
        }
    }

    private void Show(DateTimeOffset? since, LockHolder? holder)
    {
        if (_context.Find() is not { } before || (before.StalledSince == since && before.LockHolder == holder))
        {
            return;
        }

        var line = (before.StalledSince, since) switch
        {
            (null, { } began) => $"no progress since {began:yyyy-MM-dd'T'HH:mm:ss'Z'}; {holder}",
            ({ }, null) => _isStopped ? null : "it goes on, or the package database is free again",
            _ => null,
        };
        _context.Record(
            job => job with
            {
                StalledSince = since,
                LockHolder = holder,
                Logs = line is null ? job.Logs : JobLog.Append(job.Logs, _time.GetUtcNow(), line),
            },
            persist: false);
    }

    private void Restart(Mark mark) => (_mark, _since, _sinceWall) = (mark, _time.GetTimestamp(), _time.GetUtcNow());

    private Mark MarkOf(Job? job) => new(job?.Phase, job?.Progress, job?.CurrentPackage, job?.SpeedBytesPerSecond, _running.Works, _host.Printed());

    /// <summary>Whatever moves while work goes on. Not the log: a refused cancel, for instance, is told there too.</summary>
    private readonly record struct Mark(JobPhase? Phase, int? Progress, string? Package, long? Speed, int Works, long Printed);
}
