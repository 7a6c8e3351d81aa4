using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Host.Reboots;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.ServiceRestarts;
using LinuxPatchApi.Operations.Steps;
using LinuxPatchApi.Packages.Planning;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Api.Contracts;

/// <summary>Converts jobs, boots and plans to their documents. Pure.</summary>
internal static class JobDocumentMapper
{
    public static JobSummary Summary(Job job) => new()
    {
        JobId = job.Id,
        Operation = JobSpelling.Operations.Of(job.Operation),
        Status = JobSpelling.Statuses.Of(job.Status),
        Progress = job.Progress,
        ProgressPercent = job.Progress,
        Phase = JobSpelling.Phases.Of(job.Phase),
        CurrentPackage = job.CurrentPackage,
        SpeedBytesPerSecond = job.SpeedBytesPerSecond,
        Message = job.Message,
        CreatedAt = UtcTime.Of(job.CreatedAt),
        StartedAt = UtcTime.Of(job.StartedAt),
        UpdatedAt = UtcTime.Of(job.UpdatedAt),
        CompletedAt = UtcTime.Of(job.CompletedAt),
        Packages = job.Packages,
        Change = job.Change,
    };

    public static JobDetail Detail(Job job, UndoPlan undo, DateTimeOffset now) => new(Summary(job))
    {
        Changes = [.. job.ShownChanges().Select(Change)],
        Logs = job.Logs,
        Output = string.Join('\n', job.Logs),
        Error = job.Error,
        ErrorCode = job.ErrorCode is { } code ? JobSpelling.ErrorCodes.Of(code) : null,
        Retryable = job.Retryable,
        Cancellable = job.Cancellable,
        Rollback = new RollbackFeasibility(undo.IsPossible, undo.Reasons),
        RollbackJobId = job.RollbackJobId,
        OriginalJobId = job.OriginalJobId,
        ExclusiveMode = true,
        RequestedBy = new JobRequester(job.RequestedBy.Subject, job.RequestedBy.Serial, job.RequestedBy.Address),
        RequestId = job.RequestId,
        Warnings = job.Warnings,
        Reboot = job.Reboot is { } proof ? Reboot(proof) : null,
        Restarted = Restarted(job)?.Select(r => new RestartedUnit(r.Unit, JobSpelling.Restarts.Of(r.Outcome), r.Reason)).ToList(),
        StalledSince = UtcTime.Of(job.StalledSince),
        LockHolder = job.LockHolder is { } holder
            ? new LockHolderDocument(
                holder.Pid,
                holder.Command,
                holder.Since is { } since ? Math.Max(0, (long)(now - since).TotalSeconds) : null,
                holder.Lock)
            : null,
    };

    public static BootDocument Boot(RebootRecord boot) => new()
    {
        BootId = boot.BootId,
        BootedAt = UtcTime.Of(boot.BootedAt),
        SeenAt = UtcTime.Of(boot.SeenAt),
        WentDownAt = UtcTime.Of(boot.WentDownAt),
        KernelBefore = boot.KernelBefore,
        KernelAfter = boot.Kernel,
        Cause = RebootCauses.WireName(boot.Cause),
        JobId = boot.JobId,
        RequestedBy = boot.RequestedBy is { } by ? new JobRequester(by.Subject, by.Serial, by.Address) : null,
        Reason = boot.Reason,
    };

    private static JobReboot Reboot(RebootProof proof) => new()
    {
        NewBootId = proof.NewBootId,
        KernelBefore = proof.KernelBefore,
        KernelAfter = proof.KernelAfter,
        NewlyFailedUnits = proof.NewlyFailed,
    };

    /// <summary>The restarted services. A queued restart of a service shows the planned one.</summary>
    private static IReadOnlyList<UnitRestart>? Restarted(Job job) => job.Restarted
        ?? (job is { IsTerminal: false, Request: ServiceRestartRequest service }
            ? [new UnitRestart(service.Unit, RestartOutcome.Planned, null)] : null);

    public static Change Change(PackageChange change) => new(
        change.Name,
        change.Architecture,
        JobSpelling.Actions.Of(change.Action),
        change.FromVersion,
        change.ToVersion,
        JobSpelling.Outcomes.Of(change.Outcome),
        change.Reason);

    public static PlanDocument Plan(JobOperation operation, Plan plan) => new(
        JobSpelling.Operations.Of(operation),
        plan.Digest,
        Of(plan, ChangeAction.Install),
        Of(plan, ChangeAction.Upgrade),
        Of(plan, ChangeAction.Downgrade),
        Of(plan, ChangeAction.Reinstall),
        Of(plan, ChangeAction.Remove),
        [.. plan.Skipped.Select(Change)],
        plan.DownloadBytes,
        plan.DiskBytes,
        plan.RequiresReboot,
        plan.Warnings,
        [.. plan.Changes.Concat(plan.Skipped).Select(Change)])
    {
        ChangesCount = plan.Changes.Count + plan.Configured,
    };

    private static IReadOnlyList<PlannedPackage> Of(Plan plan, ChangeAction action) =>
    [
        .. plan.Changes.Where(c => c.Action == action)
            .Select(c => new PlannedPackage(c.Name, c.Architecture, c.FromVersion, c.ToVersion)),
    ];
}
