namespace LinuxPatchApi.Jobs;

/// <summary>The stop request and the two deadlines of the job in hand: ask to cancel, then (after a grace) close it as TIMEOUT.</summary>
internal sealed class RunningJob : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _overdue = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _timeout;
    private readonly ITimer _grace;
    private int _reason;
    private int _works;
    private TaskCompletionSource _break = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RunningJob(Guid id, TimeSpan timeout, TimeProvider time)
    {
        Id = id;
        _timeout = time.CreateTimer(_ => Stop(StopReason.Timeout), null, timeout, Timeout.InfiniteTimeSpan);
        _grace = time.CreateTimer(_ => _overdue.TrySetResult(), null, timeout + JobLimits.TimeoutGrace, Timeout.InfiniteTimeSpan);
    }

    public Guid Id { get; }

    /// <summary>It was closed without a verdict in this life already: one look, for others wait behind it.</summary>
    public bool IsLookedAtAgain { get; init; }

    public CancellationToken StopRequested => _stop.Token;

    public StopReason Reason => (StopReason)Volatile.Read(ref _reason);

    public Task Overdue => _overdue.Task;

    /// <summary>How many transactions this job has begun.</summary>
    public int Works => Volatile.Read(ref _works);

    /// <summary>Ends when the work that is in hand now is to be broken off; see <see cref="StallWatch"/>.</summary>
    public Task NextBreak()
    {
        Interlocked.Increment(ref _works);
        var next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _break, next);
        return next.Task;
    }

    public void Break() => Volatile.Read(ref _break).TrySetResult();

    public void Stop(StopReason reason)
    {
        if (Interlocked.CompareExchange(ref _reason, (int)reason, (int)StopReason.None) == (int)StopReason.None)
        {
            // Registered callbacks talk to the bus; they must not run under the caller's lock.
            _ = _stop.CancelAsync();
        }
    }

    /// <summary>The source of the stop request is left to the collector: a timer that fires at this moment would meet it disposed.</summary>
    public void Dispose()
    {
        _timeout.Dispose();
        _grace.Dispose();
    }
}
