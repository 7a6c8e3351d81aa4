using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Jobs.Store;

namespace LinuxPatchApi.Jobs.Execution;

/// <summary>
/// The only write access to a job's record, for everyone who carries out a job, reserves its reboot or recovers it. Thread-safe. A job
/// that was closed as TIMEOUT while its work continues keeps its state and message; its log and the verdict on its changes still grow.
/// </summary>
internal sealed class JobContext
{
    private readonly JobStore _store;
    private readonly RunningJob? _running;
    private readonly IHostActivity? _host;
    private readonly TimeProvider _time;
    private readonly Guid _id;

    /// <summary>Creates the context of the running job.</summary>
    public JobContext(JobStore store, RunningJob running, IHostActivity? host, TimeProvider time)
        : this(store, running.Id, time) => (_running, _host) = (running, host);

    /// <summary>Creates the context of a job that is not running, so nobody can stop it.</summary>
    public JobContext(JobStore store, Guid id, TimeProvider time) => (_store, _id, _time) = (store, id, time);

    public Job Job => _store.Find(_id)!;

    /// <summary>As <see cref="Job"/>; null when the history no longer has it.</summary>
    public Job? Find() => _store.Find(_id);

    /// <summary>Fires when the job should stop: cancelled by a client, or over its time. A request, never a kill.</summary>
    public CancellationToken StopRequested => _running?.StopRequested ?? CancellationToken.None;

    public StopReason StopReason => _running?.Reason ?? StopReason.None;

    /// <summary>True when the job may wait for services that do not answer yet.</summary>
    public bool IsPatient => _running is not { IsRetry: true };

    /// <summary>Why the last write failed; null when it succeeded.</summary>
    public string? StorageProblem => _store.StorageProblem;

    /// <summary>
    /// Completes when the work that begins now is over its time, stalled, and may be interrupted (<c>jobs.break_stalled</c>).
    /// </summary>
    public Task NextBreak() => _running?.NextBreak() ?? Task.Delay(Timeout.InfiniteTimeSpan);

    /// <summary>Records what is about to happen or to be answered; on disk when this returns.</summary>
    /// <returns>False when the write failed: then nothing has changed, and the effect must not happen.</returns>
    public bool TryRecord(Func<Job, Job> change) => _store.TryUpdate(_id, change);

    /// <summary>Records what has already happened. A failed write does not undo it; it is retried.</summary>
    /// <param name="persist">False for what may be lost when the agent ends.</param>
    public Job Record(Func<Job, Job> change, bool persist) => _store.Update(_id, change, persist);

    /// <summary>
    /// Records the end of the work, or of a job that is not running; persisted. A job that was closed without a verdict gets one.
    /// </summary>
    public Job End(JobEnd end) => Record(
        job => job.IsTerminal
            ? JobTransitions.EndLater(job, end, _time.GetUtcNow()) with
            {
                Logs = JobLog.Append(job.Logs, _time.GetUtcNow(), "ended later: " + end.Message),
            }
            : JobTransitions.End(job with { Logs = JobLog.Append(job.Logs, _time.GetUtcNow(), end.Message) }, end, _time.GetUtcNow()),
        persist: true);

    /// <summary>Removes the job from the history; see <see cref="JobStore.TryDelete"/>.</summary>
    public bool TryDelete(KeptAnswer? answer) => _store.TryDelete(_id, answer);

    /// <summary>True keeps the job in the history while its work continues, even when it was closed as TIMEOUT.</summary>
    public void Hold(bool isInHand) => _store.Hold(isInHand ? _id : null);

    /// <summary>Enters a new phase; persisted.</summary>
    public void Enter(JobPhase phase, string message) => Change(persist: true, job => job with
    {
        Phase = job.IsTerminal ? job.Phase : phase,
        Message = job.IsTerminal ? job.Message : message,
        Logs = JobLog.Append(job.Logs, _time.GetUtcNow(), message),
    });

    /// <summary>Updates the progress in memory only; it never falls.</summary>
    public void ReportProgress(int percent, JobPhase phase, string? package, long? bytesPerSecond, bool cancellable) =>
        Change(persist: false, job => job.IsTerminal ? job : job with
        {
            Progress = Math.Max(job.Progress, Math.Clamp(percent, 0, 99)),
            Phase = phase,
            Message = Working(phase, package) ?? job.Message,
            CurrentPackage = package ?? job.CurrentPackage,
            SpeedBytesPerSecond = bytesPerSecond,
            Cancellable = cancellable && !job.Request.IsExclusive(),
        });

    /// <summary>What the package manager does now, in words; null when that is not about one package.</summary>
    private static string? Working(JobPhase phase, string? package) => package is { Length: > 0 }
        && phase is (JobPhase.Downloading or JobPhase.Installing or JobPhase.Removing)
            ? $"{JobSpelling.Phases.Of(phase)} {package}"
            : null;

    public void SetCancellable(bool value) =>
        Change(persist: false, job => job.IsTerminal || job.Cancellable == value || (value && job.Request.IsExclusive())
            ? job
            : job with { Cancellable = value });

    /// <summary>Records that the package manager waits for the locked database, and who holds the lock.</summary>
    /// <param name="limit">How long it waits, as far as known.</param>
    public void WaitForLock(string limit)
    {
        var holder = _host?.LockHolder();
        var message = $"waiting for the package database's lock ({holder?.ToString() ?? "its holder is unknown"}); {limit}";
        Change(persist: false, job => job.IsTerminal ? job : job with
        {
            LockHolder = holder,
            Message = message,
            Logs = JobLog.Append(job.Logs, _time.GetUtcNow(), message),
        });
    }

    /// <summary>Records that the outcome is still unknown and the job waits for it.</summary>
    public void ReportUnknown(string why)
    {
        var message = $"not known yet: {why}";
        Change(persist: false, job => job.IsTerminal || job.Message == message ? job : job with
        {
            Message = message,
            Logs = JobLog.Append(job.Logs, _time.GetUtcNow(), message),
        });
    }

    /// <summary>Ends the wait of <see cref="WaitForLock"/>.</summary>
    public void EndLockWait() => Change(persist: false, job => job.IsTerminal ? job : job with
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

    /// <summary>As <see cref="Warn"/>, unless the running job has that warning.</summary>
    public void WarnOnce(string warning) => Change(
        persist: false,
        job => job.IsTerminal || job.Warnings.Contains(JobLog.Clean(warning)) ? job : job with
        {
            Warnings = [.. job.Warnings, JobLog.Clean(warning)],
            Logs = JobLog.Append(job.Logs, _time.GetUtcNow(), "warning: " + warning),
        });

    /// <summary>Records the verdict on the plan; persisted.</summary>
    public void RecordChanges(IReadOnlyList<PackageChange> changes) => Change(persist: true, job => job with { Changes = changes });

    /// <summary>Records which of the packages to change are marked as automatically installed.</summary>
    public void RecordAutomatic(IReadOnlyList<string> names) => Change(persist: false, job => job with { Automatic = names });

    /// <summary>Records the outcome of each unit to restart; persisted.</summary>
    public void RecordRestarts(IReadOnlyList<UnitRestart> restarts) => Change(persist: true, job => job with { Restarted = restarts });

    /// <summary>
    /// Records the restart that is about to be requested. False when it could not be persisted: then it must not be requested.
    /// </summary>
    public bool TryRecordRestarts(IReadOnlyList<UnitRestart> restarts) =>
        _store.TryUpdate(_id, job => job with { Restarted = restarts, UpdatedAt = _time.GetUtcNow() });

    /// <summary>
    /// Records the plan before its effect, and clears the transaction of a previous plan. False when it could not be persisted: then the
    /// plan must not be carried out.
    /// </summary>
    public bool TryRecordPlan(IReadOnlyList<PackageChange> changes) =>
        _store.TryUpdate(_id, job => job with
        {
            Changes = changes,
            Transaction = null,
            UpdatedAt = _time.GetUtcNow(),
        });

    /// <summary>
    /// Clears the handle, because another transaction of the same plan follows: after a crash the previous one must not be taken for it.
    /// </summary>
    public void ClearTransaction() => Change(persist: true, job => job with { Transaction = null });

    /// <summary>
    /// Enters a new phase whose work has no other record. False when it could not be persisted: then the work must not begin.
    /// </summary>
    public bool TryEnter(JobPhase phase, string message) => _store.TryUpdate(_id, job => job with
    {
        Phase = job.IsTerminal ? job.Phase : phase,
        Message = job.IsTerminal ? job.Message : message,
        Logs = JobLog.Append(job.Logs, _time.GetUtcNow(), message),
        UpdatedAt = _time.GetUtcNow(),
    });

    /// <summary>
    /// As <see cref="TryEnter"/>, for another transaction of the same job: the previous handle is cleared in the same record, because after
    /// a crash it must not be taken for the next one.
    /// </summary>
    public bool TryEnterNext(JobPhase phase, string message) => _store.TryUpdate(_id, job => job with
    {
        Transaction = null,
        Phase = job.IsTerminal ? job.Phase : phase,
        Message = job.IsTerminal ? job.Message : message,
        Logs = JobLog.Append(job.Logs, _time.GetUtcNow(), message),
        UpdatedAt = _time.GetUtcNow(),
    });

    public void RecordTransaction(TransactionHandle handle) => Change(persist: true, job => job with { Transaction = handle });

    private void Change(bool persist, Func<Job, Job> change) => _store.Update(
        _id,
        job =>
        {
            var next = change(job);
            return ReferenceEquals(next, job) ? job : next with { UpdatedAt = _time.GetUtcNow() };
        },
        persist);
}
