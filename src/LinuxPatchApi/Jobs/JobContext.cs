using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs;

/// <summary>
/// What the one who does a job may say of it, and hears of it. Thread-safe. A job that was closed as TIMEOUT while its work goes on
/// keeps its state and message; its log and the verdict on its changes still grow.
/// </summary>
internal sealed class JobContext(JobStore store, Guid id, TimeProvider time, CancellationToken stopRequested, Func<StopReason> reason)
{
    public Job Job => store.Find(id)!;

    /// <summary>Fires when the job is to stop: cancelled by a client or over its time. A request, never a kill.</summary>
    public CancellationToken StopRequested => stopRequested;

    public StopReason StopReason => reason();

    /// <summary>Whether the last persisted change is really on the disk.</summary>
    public bool IsSaved => store.IsSaved(id);

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

    public void Log(string line) => Change(persist: false, job => job with { Logs = JobLog.Append(job.Logs, time.GetUtcNow(), line) });

    public void Warn(string warning) => Change(persist: false, job => job with
    {
        Warnings = [.. job.Warnings, JobLog.Clean(warning)],
        Logs = JobLog.Append(job.Logs, time.GetUtcNow(), "warning: " + warning),
    });

    /// <summary>The plan before its effect, and the verdict after it; persisted both times.</summary>
    public void Changes(IReadOnlyList<PackageChange> changes) => Change(persist: true, job => job with { Changes = changes });

    public void Transaction(string path, string owner) =>
        Change(persist: true, job => job with { TransactionPath = path, TransactionOwner = owner });

    private void Change(bool persist, Func<Job, Job> change) => store.Update(
        id,
        job =>
        {
            var next = change(job);
            return ReferenceEquals(next, job) ? job : next with { UpdatedAt = time.GetUtcNow() };
        },
        persist);
}
