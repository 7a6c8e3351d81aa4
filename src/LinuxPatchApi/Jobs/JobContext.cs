using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs;

/// <summary>
/// The one way to a job's record: whoever works on a job, reserves its reboot or accounts for it writes through this. Thread-safe. A job that was
/// closed as TIMEOUT while its work goes on keeps its state and message; its log and the verdict on its changes still grow.
/// </summary>
internal sealed class JobContext
{
    private readonly JobStore _store;
    private readonly RunningJob? _running;
    private readonly IHostActivity? _host;
    private readonly TimeProvider _time;
    private readonly Guid _id;

    /// <summary>Of the job in hand.</summary>
    public JobContext(JobStore store, RunningJob running, IHostActivity? host, TimeProvider time)
        : this(store, running.Id, time) => (_running, _host) = (running, host);

    /// <summary>Of a job that nobody works on now: nobody can ask it to stop.</summary>
    public JobContext(JobStore store, Guid id, TimeProvider time) => (_store, _id, _time) = (store, id, time);

    public Job Job => _store.Find(_id)!;

    /// <summary>As <see cref="Job"/>; null when it is not in the history any more.</summary>
    public Job? Find() => _store.Find(_id);

    /// <summary>Fires when the job is to stop: cancelled by a client or over its time. A request, never a kill.</summary>
    public CancellationToken StopRequested => _running?.StopRequested ?? CancellationToken.None;

    public StopReason StopReason => _running?.Reason ?? StopReason.None;

    /// <summary>Whether those that do not answer yet are waited for.</summary>
    public bool IsPatient => _running is not { IsLookedAtAgain: true };

    /// <summary>Why the last write failed; null while the disk takes everything.</summary>
    public string? StorageProblem => _store.StorageProblem;

    /// <summary>Ends when the work that begins now is over its time, stalled, and may be broken off (<c>jobs.break_stalled</c>).</summary>
    public Task NextBreak() => _running?.NextBreak() ?? Task.Delay(Timeout.InfiniteTimeSpan);

    /// <summary>What is to happen or to be answered: on the disk before it does.</summary>
    /// <returns>False when the disk refuses: then nothing has changed, and it must not happen.</returns>
    public bool TryRecord(Func<Job, Job> change) => _store.TryUpdate(_id, change);

    /// <summary>What has happened already. A disk that refuses does not undo it; the write is tried again.</summary>
    /// <param name="persist">False for what may be lost with the agent.</param>
    public Job Record(Func<Job, Job> change, bool persist) => _store.Update(_id, change, persist);

    /// <summary>The end of the work, or of a job that nobody works on; persisted. One that was closed without a verdict has it now.</summary>
    public Job End(JobEnd end) => Record(
        job => job.IsTerminal
            ? JobTransitions.EndLater(job, end, _time.GetUtcNow()) with { Logs = JobLog.Append(job.Logs, _time.GetUtcNow(), "ended later: " + end.Message) }
            : JobTransitions.End(job with { Logs = JobLog.Append(job.Logs, _time.GetUtcNow(), end.Message) }, end, _time.GetUtcNow()),
        persist: true);

    /// <summary>Takes the job out of the history; see <see cref="JobStore.TryDelete"/>.</summary>
    public bool TryDelete(KeptAnswer? answer) => _store.TryDelete(_id, answer);

    /// <summary>Whether its work goes on, even when it is closed as TIMEOUT: the history limits do not take it then.</summary>
    public void Hold(bool isInHand) => _store.Hold(isInHand ? _id : null);

    /// <summary>A new phase; persisted.</summary>
    public void Enter(JobPhase phase, string message) => Change(persist: true, job => job with
    {
        Phase = job.IsTerminal ? job.Phase : phase,
        Message = job.IsTerminal ? job.Message : message,
        Logs = JobLog.Append(job.Logs, _time.GetUtcNow(), message),
    });

    /// <summary>Progress in memory only; never falls.</summary>
    public void Progress(int percent, JobPhase phase, string? package, long? bytesPerSecond, bool cancellable) => Change(persist: false, job => job.IsTerminal ? job : job with
    {
        Progress = Math.Max(job.Progress, Math.Clamp(percent, 0, 99)),
        Phase = phase,
        CurrentPackage = package ?? job.CurrentPackage,
        SpeedBytesPerSecond = bytesPerSecond,
        Cancellable = cancellable,
    });

    public void Cancellable(bool value) => Change(persist: false, job => job.IsTerminal || job.Cancellable == value ? job : job with { Cancellable = value });

    /// <summary>The package manager waits for the database that somebody else has locked; told with who that is.</summary>
    /// <param name="limit">What is known of how long it waits.</param>
    public void WaitForLock(string limit)
    {
        var holder = _host?.LockHolder();
        var message = $"waiting for the package database's lock ({holder?.ToString() ?? "who holds it cannot be told"}); {limit}";
        Change(persist: false, job => job.IsTerminal ? job : job with
        {
            LockHolder = holder,
            Message = message,
            Logs = JobLog.Append(job.Logs, _time.GetUtcNow(), message),
        });
    }

    /// <summary>What became of the work cannot be told yet, and it is waited for.</summary>
    public void NotKnownYet(string why)
    {
        var message = $"not known yet: {why}";
        Change(persist: false, job => job.IsTerminal || job.Message == message ? job : job with
        {
            Message = message,
            Logs = JobLog.Append(job.Logs, _time.GetUtcNow(), message),
        });
    }

    /// <summary>The wait of <see cref="WaitForLock"/> is over.</summary>
    public void LockTaken() => Change(persist: false, job => job.IsTerminal ? job : job with
    {
        LockHolder = null,
        Message = "the package database's lock is free; going on",
        Logs = JobLog.Append(job.Logs, _time.GetUtcNow(), "the package database's lock is free; going on"),
    });

    public void Log(string line) => Change(persist: false, job => job with { Logs = JobLog.Append(job.Logs, _time.GetUtcNow(), line) });

    public void Warn(string warning) => Change(persist: false, job => job with
    {
        Warnings = [.. job.Warnings, JobLog.Clean(warning)],
        Logs = JobLog.Append(job.Logs, _time.GetUtcNow(), "warning: " + warning),
    });

    /// <summary>The verdict on the plan; persisted.</summary>
    public void Changes(IReadOnlyList<PackageChange> changes) => Change(persist: true, job => job with { Changes = changes });

    /// <summary>Which of the packages that are about to change are marked as automatically installed.</summary>
    public void Automatic(IReadOnlyList<string> names) => Change(persist: false, job => job with { Automatic = names });

    /// <summary>What became of each unit to restart; persisted.</summary>
    public void Restarts(IReadOnlyList<UnitRestart> restarts) => Change(persist: true, job => job with { Restarted = restarts });

    /// <summary>What is about to be asked of a unit. False when that could not be put on the disk: then it must not be asked.</summary>
    public bool TryRestarts(IReadOnlyList<UnitRestart> restarts) =>
        _store.TryUpdate(_id, job => job with { Restarted = restarts, UpdatedAt = _time.GetUtcNow() });

    /// <summary>The plan, before its effect, which is another transaction than that of a former plan. False when that could not be put on the disk: then it must not be carried out.</summary>
    public bool TryPlan(IReadOnlyList<PackageChange> changes) =>
        _store.TryUpdate(_id, job => job with
        {
            Changes = changes,
            Transaction = null,
            UpdatedAt = _time.GetUtcNow(),
        });

    /// <summary>Another transaction of the same plan follows: after a crash it must not be taken for the one before.</summary>
    public void NextTransaction() => Change(persist: true, job => job with { Transaction = null });

    /// <summary>A new phase whose work has no other record. False when that could not be put on the disk: then it must not begin.</summary>
    public bool TryEnter(JobPhase phase, string message) => _store.TryUpdate(_id, job => job with
    {
        Phase = job.IsTerminal ? job.Phase : phase,
        Message = job.IsTerminal ? job.Message : message,
        Logs = JobLog.Append(job.Logs, _time.GetUtcNow(), message),
        UpdatedAt = _time.GetUtcNow(),
    });

    public void Transaction(TransactionHandle handle) => Change(persist: true, job => job with { Transaction = handle });

    private void Change(bool persist, Func<Job, Job> change) => _store.Update(
        _id,
        job =>
        {
            var next = change(job);
            return ReferenceEquals(next, job) ? job : next with { UpdatedAt = _time.GetUtcNow() };
        },
        persist);
}
