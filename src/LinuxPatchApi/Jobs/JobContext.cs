using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs;

/// <summary>
/// What the one who does a job may say of it, and hears of it. Thread-safe. A job that was closed as TIMEOUT while its work goes on
/// keeps its state and message; its log and the verdict on its changes still grow.
/// </summary>
internal sealed class JobContext(JobStore store, RunningJob running, IHostActivity? host, TimeProvider time)
{
    public Job Job => store.Find(running.Id)!;

    /// <summary>Fires when the job is to stop: cancelled by a client or over its time. A request, never a kill.</summary>
    public CancellationToken StopRequested => running.StopRequested;

    public StopReason StopReason => running.Reason;

    /// <summary>Whether those that do not answer yet are waited for.</summary>
    public bool IsPatient => !running.IsLookedAtAgain;

    /// <summary>Ends when the work that begins now is over its time, stalled, and may be broken off (<c>jobs.break_stalled</c>).</summary>
    public Task NextBreak() => running.NextBreak();

    /// <summary>A new phase; persisted.</summary>
    public void Enter(JobPhase phase, string message) => Change(persist: true, job => job with
    {
        Phase = job.IsTerminal ? job.Phase : phase,
        Message = job.IsTerminal ? job.Message : message,
        Logs = JobLog.Append(job.Logs, time.GetUtcNow(), message),
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
        var holder = host?.LockHolder();
        var message = $"waiting for the package database's lock ({holder?.ToString() ?? "who holds it cannot be told"}); {limit}";
        Change(persist: false, job => job.IsTerminal ? job : job with
        {
            LockHolder = holder,
            Message = message,
            Logs = JobLog.Append(job.Logs, time.GetUtcNow(), message),
        });
    }

    /// <summary>What became of the work cannot be told yet, and it is waited for.</summary>
    public void NotKnownYet(string why)
    {
        var message = $"not known yet: {why}";
        Change(persist: false, job => job.IsTerminal || job.Message == message ? job : job with
        {
            Message = message,
            Logs = JobLog.Append(job.Logs, time.GetUtcNow(), message),
        });
    }

    /// <summary>The wait of <see cref="WaitForLock"/> is over.</summary>
    public void LockTaken() => Change(persist: false, job => job.IsTerminal ? job : job with
    {
        LockHolder = null,
        Message = "the package database's lock is free; going on",
        Logs = JobLog.Append(job.Logs, time.GetUtcNow(), "the package database's lock is free; going on"),
    });

    public void Log(string line) => Change(persist: false, job => job with { Logs = JobLog.Append(job.Logs, time.GetUtcNow(), line) });

    public void Warn(string warning) => Change(persist: false, job => job with
    {
        Warnings = [.. job.Warnings, JobLog.Clean(warning)],
        Logs = JobLog.Append(job.Logs, time.GetUtcNow(), "warning: " + warning),
    });

    /// <summary>The verdict on the plan; persisted.</summary>
    public void Changes(IReadOnlyList<PackageChange> changes) => Change(persist: true, job => job with { Changes = changes });

    /// <summary>Which of the packages that are about to change are marked as automatically installed.</summary>
    public void Automatic(IReadOnlyList<string> names) => Change(persist: false, job => job with { Automatic = names });

    /// <summary>What became of each unit to restart; persisted.</summary>
    public void Restarts(IReadOnlyList<UnitRestart> restarts) => Change(persist: true, job => job with { Restarted = restarts });

    /// <summary>What is about to be asked of a unit. False when that could not be put on the disk: then it must not be asked.</summary>
    public bool TryRestarts(IReadOnlyList<UnitRestart> restarts) =>
        store.TryUpdate(running.Id, job => job with { Restarted = restarts, UpdatedAt = time.GetUtcNow() });

    /// <summary>The plan, before its effect, which is another transaction than that of a former plan. False when that could not be put on the disk: then it must not be carried out.</summary>
    public bool TryPlan(IReadOnlyList<PackageChange> changes) =>
        store.TryUpdate(running.Id, job => job with
        {
            Changes = changes,
            Transaction = null,
            UpdatedAt = time.GetUtcNow(),
        });

    /// <summary>Another transaction of the same plan follows: after a crash it must not be taken for the one before.</summary>
    public void NextTransaction() => Change(persist: true, job => job with { Transaction = null });

    /// <summary>A new phase whose work has no other record. False when that could not be put on the disk: then it must not begin.</summary>
    public bool TryEnter(JobPhase phase, string message) => store.TryUpdate(running.Id, job => job with
    {
        Phase = job.IsTerminal ? job.Phase : phase,
        Message = job.IsTerminal ? job.Message : message,
        Logs = JobLog.Append(job.Logs, time.GetUtcNow(), message),
        UpdatedAt = time.GetUtcNow(),
    });

    public void Transaction(TransactionHandle handle) => Change(persist: true, job => job with { Transaction = handle });

    private void Change(bool persist, Func<Job, Job> change) => store.Update(
        running.Id,
        job =>
        {
            var next = change(job);
            return ReferenceEquals(next, job) ? job : next with { UpdatedAt = time.GetUtcNow() };
        },
        persist);
}
