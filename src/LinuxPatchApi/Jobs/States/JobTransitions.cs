using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs.States;

/// <summary>
/// The state machine of a job (drawn in docs/architecture.md). Pure: job and event in, job out. An event that is invalid in the current
/// state leaves the job unchanged.
/// </summary>
internal static class JobTransitions
{
    public static bool CanMove(JobStatus from, JobStatus to) => (from, to) switch
    {
        (JobStatus.Pending, JobStatus.Running or JobStatus.Cancelled or JobStatus.Failed) => true,
        (JobStatus.Running, JobStatus.Rebooting or JobStatus.Completed or JobStatus.Failed or JobStatus.Cancelled) => true,
        (JobStatus.Rebooting, JobStatus.Completed or JobStatus.Failed or JobStatus.Cancelled) => true,
        _ => false,
    };

    public static Job Start(Job job, DateTimeOffset now) => !CanMove(job.Status, JobStatus.Running) ? job : job with
    {
        Status = JobStatus.Running,
        Phase = JobPhase.Resolving,
        Message = "started",
        StartedAt = now,
        UpdatedAt = now,
        Cancellable = !job.Request.IsExclusive(),
    };

    public static Job End(Job job, JobEnd end, DateTimeOffset now) => end switch
    {
        JobEnd.Completed e when CanMove(job.Status, JobStatus.Completed) =>
            Close(job, JobStatus.Completed, e.Message, now) with { Progress = 100, Phase = JobPhase.Done },
        JobEnd.Cancelled e => Close(job, JobStatus.Cancelled, e.Message, now),
        JobEnd.Failed e when CanMove(job.Status, JobStatus.Failed) => Close(job, JobStatus.Failed, e.Message, now) with
        {
            Error = e.Message,
            ErrorCode = e.Code,
            Retryable = e.Retryable,
        },
        JobEnd.Unverified e when CanMove(job.Status, JobStatus.Failed) =>
            End(job, new JobEnd.Failed(e.Code, e.Message, Retryable: false), now) with { VerdictOutstanding = true },
        JobEnd.Rebooting e when CanMove(job.Status, JobStatus.Rebooting) => job with
        {
            Status = JobStatus.Rebooting,
            Phase = JobPhase.Rebooting,
            Message = e.Message,
            RebootAt = e.At,
            UpdatedAt = now,
            Cancellable = false,
        },
        _ => job,
    };

    /// <summary>Adds what became known after the job was closed: its status and code stay, because clients have seen them.</summary>
    public static Job EndLater(Job job, JobEnd end, DateTimeOffset now) => end is JobEnd.Unverified || !job.VerdictOutstanding
        ? job
        : job with
        {
            VerdictOutstanding = false,
            Message = $"{job.Message}; ended later: {end.Message}",
            Error = job.Error is null ? null : $"{job.Error}; ended later: {end.Message}",
            UpdatedAt = now,
        };

    private static Job Close(Job job, JobStatus status, string message, DateTimeOffset now) => !CanMove(job.Status, status) ? job : job with
    {
        Status = status,
        Message = message,
        CompletedAt = now,
        UpdatedAt = now,
        Cancellable = false,
        CurrentPackage = null,
        Right = null,
        SpeedBytesPerSecond = null,
    };
}
