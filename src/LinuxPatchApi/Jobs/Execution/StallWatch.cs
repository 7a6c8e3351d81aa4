using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;

namespace LinuxPatchApi.Jobs.Execution;

/// <summary>
/// Checks the running job periodically: it is stalled when it has made no progress for a while and the package database is locked, and no
/// longer stalled with the next progress or when the lock is free. Only reports it, with whoever holds the lock, unless
/// <c>jobs.break_stalled</c> is set, and then acts only after the job's time-out.
/// </summary>
internal sealed class StallWatch : IDisposable
{
    private readonly JobContext _context;
    private readonly RunningJob _running;
    private readonly IHostActivity _host;
    private readonly TimeSpan _stallAfter;
    private readonly bool _breakStalled;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private Mark _mark;
    private long _since;
    private DateTimeOffset _sinceWall;
    private bool _isStopped;

    /// <param name="breakStalled">Interrupt a stalled job after its time-out (<c>jobs.break_stalled</c>).</param>
    public StallWatch(
        JobContext context, RunningJob running, IHostActivity host, TimeSpan stallAfter, bool breakStalled, TimeProvider time)
    {
        (_context, _running, _host, _stallAfter, _breakStalled, _time) = (context, running, host, stallAfter, breakStalled, time);
        Restart(MarkOf(context.Job));
        var period = stallAfter / JobLimits.StallSamples;
        _timer = time.CreateTimer(static watch => ((StallWatch)watch!).Check(), this, period, period);
    }

    /// <summary>Stops watching and clears the stalled state, because the work has ended.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isStopped = true;
            _timer.Dispose();
            Show(null, null);
        }
    }

    private void Check()
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

            var isStalled = holder is not null && _time.GetElapsedTime(_since) >= _stallAfter;
            var waits = job is { StalledSince: null, LockHolder: not null };
            Show(isStalled ? _sinceWall : null, isStalled || waits ? holder : null);

            if (isStalled && _breakStalled && _running.Overdue.IsCompleted)
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

    private Mark MarkOf(Job? job) =>
        new(job?.Phase, job?.Progress, job?.CurrentPackage, job?.SpeedBytesPerSecond, _running.Works, _host.Printed());

    /// <summary>
    /// Values that change while work continues. Not the log: it also gets lines for other reasons, a refused cancel for instance.
    /// </summary>
    private readonly record struct Mark(JobPhase? Phase, int? Progress, string? Package, long? Speed, int Works, long Printed);
}
