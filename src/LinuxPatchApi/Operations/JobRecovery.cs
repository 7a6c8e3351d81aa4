using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges;
using LinuxPatchApi.Operations.Repairs;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Operations;

/// <summary>What becomes of a job that the journal shows unfinished at the agent's start.</summary>
internal enum RecoveryAction
{
    /// <summary>It ended; the verdict is in the job.</summary>
    Close,

    /// <summary>It had not begun and waits again; or it was working, and its transaction may still be.</summary>
    Requeue,

    /// <summary>The host is still to go down.</summary>
    AwaitReboot,

    /// <summary>The host is back; the job ends when its boot has finished.</summary>
    Returned,
}

/// <summary>
/// Judges unfinished jobs by boot id and installed versions (contract section 6). Nothing is called completed without that check. Pure.
/// </summary>
internal static class JobRecovery
{
    /// <summary>Whether only a look at what is installed can tell how it ended.</summary>
    public static bool NeedsInventory(Job job, string bootId) =>
        job.Status == JobStatus.Running && job.BootId != bootId && HasBegun(job);

    /// <summary>A repair has no plan: whether it had begun, only what is installed tells.</summary>
    private static bool HasBegun(Job job) => job.Request is RepairRequest || job.Changes.Any(c => c.Outcome != ChangeOutcome.Skipped);

    /// <param name="installed">Null when the installed set could not be read; then nothing is verified.</param>
    /// <param name="before">What was installed before the job's transaction; null when that was not kept.</param>
    public static (RecoveryAction Action, JobEnd? End, IReadOnlyList<PackageChange> Changes) Judge(
        Job job, string bootId, InstalledInventory? installed, InstalledInventory? before = null)
    {
        var sameBoot = job.BootId == bootId;
        switch (job.Status)
        {
            case not JobStatus.Rebooting when job.VerdictOutstanding:
                return (RecoveryAction.Requeue, null, job.Changes);
            case JobStatus.Pending when sameBoot && job.Operation != JobOperation.Reboot:
                return (RecoveryAction.Requeue, null, job.Changes);
            case JobStatus.Running when sameBoot && job.Operation != JobOperation.Reboot:
                return (RecoveryAction.Requeue, null, job.Changes);
            case JobStatus.Rebooting when sameBoot:
                return (RecoveryAction.AwaitReboot, null, job.Changes);
            case JobStatus.Rebooting:
                return (RecoveryAction.Returned, null, job.Changes);
            default:
                return JudgeInterrupted(job, sameBoot, installed, before);
        }
    }

    private static (RecoveryAction, JobEnd, IReadOnlyList<PackageChange>) JudgeInterrupted(
        Job job, bool sameBoot, InstalledInventory? installed, InstalledInventory? before)
    {
        var (code, what) = sameBoot
            ? (JobErrorCode.AgentRestarted, "the agent restarted")
            : (JobErrorCode.HostRebooted, "the host restarted");
        if (installed is null && job.Status == JobStatus.Running && HasBegun(job))
        {
            return (RecoveryAction.Close, new JobEnd.Unverified(code, $"{what}, and what is installed could not be read"), job.Changes);
        }

        if (job is { Status: JobStatus.Running, Request: RepairRequest repair } && installed is not null && before is not null)
        {
            return JudgeRepair(repair, before, installed, code, what);
        }

        if (installed is null || job.Changes.All(c => c.Outcome == ChangeOutcome.Skipped))
        {
            var began = job.Status == JobStatus.Pending ? "before the job began" : "before the job changed anything that is known";
            return (RecoveryAction.Close, new JobEnd.Failed(code, $"{what} {began}", Retryable: true), job.Changes);
        }

        var changes = Verification.Judge(job.Changes, installed);
        var planned = changes.Where(c => c.Outcome != ChangeOutcome.Skipped).ToList();
        var applied = planned.Count(c => c.Outcome == ChangeOutcome.Applied);
        var cure = Unfinished.Told(installed) is { } told ? $"; {told}" : "";
        JobEnd end = applied == planned.Count
            ? new JobEnd.Completed($"{what} meanwhile; all {applied} planned changes are in place{cure}")
            : new JobEnd.Failed(code, $"{what} in the middle; {applied} of {planned.Count} planned changes are in place{cure}", Retryable: true);
        if (before is null)
        {
            return (RecoveryAction.Close, end, changes);
        }

        IReadOnlyList<PackageChange> unplanned = [.. Verification.Unplanned(job.Changes, before, installed)];
        return (RecoveryAction.Close, Verdict.WithUnplanned(end, unplanned, before, PackageJobExecutor.IsForced(job)), [.. changes, .. unplanned]);
    }

    private static (RecoveryAction, JobEnd, IReadOnlyList<PackageChange>) JudgeRepair(
        RepairRequest repair, InstalledInventory before, InstalledInventory installed, JobErrorCode code, string what)
    {
        var end = RepairVerdict.Of(before, installed, report: null, repair.Force, StopReason.None);
        return (
            RecoveryAction.Close,
            end is JobEnd.Failed failed ? failed with { Code = code, Message = $"{what} in the middle; {failed.Message}" } : end with { Message = $"{what} meanwhile; {end.Message}" },
            RepairVerdict.Changes(before, installed, repair.Force));
    }
}
