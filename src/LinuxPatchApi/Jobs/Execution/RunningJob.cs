namespace LinuxPatchApi.Jobs.Execution;

/// <summary>
/// The stop request and the two deadlines of the running job: first it is asked to cancel, then (after a grace period) closed as TIMEOUT.
/// </summary>
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

    /// <summary>
    /// True when this run of the agent has already closed the job without a verdict: it is checked once, because other jobs wait behind
    /// it.
    /// </summary>
    public bool IsRetry { get; init; }

    public CancellationToken StopRequested => _stop.Token;

    public StopReason Reason => (StopReason)Volatile.Read(ref _reason);

    public Task Overdue => _overdue.Task;

    /// <summary>The number of transactions that this job has begun.</summary>
    public int Works => Volatile.Read(ref _works);

    /// <summary>Completes when the work that begins now should be interrupted; see <see cref="StallWatch"/>.</summary>
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
            // Registered callbacks call the bus; they must not run under the caller's lock.
            _ = _stop.CancelAsync();
        }
    }

    /// <summary>Leaves the source of the stop request to the collector: a timer that fires now would use it after its disposal.</summary>
    public void Dispose()
    {
        _timeout.Dispose();
        _grace.Dispose();
    }
}

/// <summary>Why a running job is asked to stop.</summary>
internal enum StopReason
{
    /// <summary>Nobody has asked.</summary>
    None,

    /// <summary>A client cancelled it.</summary>
    Cancelled,

    /// <summary>It ran longer than <c>jobs.timeout_minutes</c>.</summary>
    Timeout,
}
