using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Operations.Steps;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Operations;

/// <summary>
/// Judges unfinished jobs by boot id and installed versions (contract section 6). No job is completed without that check. Pure.
/// </summary>
internal static class JobRecovery
{
    /// <summary>Decides what the journal alone can decide; <see cref="RecoveryAction.Verify"/> when only the installed set can.</summary>
    public static Recovered Decide(Job job, string bootId) => Decide(job, OperationTable.Of(job.Request), job.BootId == bootId);

    /// <summary>Decides with the installed set.</summary>
    /// <param name="installed">Null when the installed set could not be read; then nothing is verified.</param>
    /// <param name="before">The installed set before the job's transaction; null when it was not stored.</param>
    public static Recovered Judge(Job job, string bootId, InstalledInventory? installed, InstalledInventory? before = null)
    {
        var (kind, by) = (OperationTable.Of(job.Request), InterruptionOf(job.BootId == bootId));
        var decided = Decide(job, kind, job.BootId == bootId);
        return decided.Action != RecoveryAction.Verify ? decided
            : installed is null
                ? Recovered.Close(new JobEnd.Unverified(by.Code, $"{by.What}, and what is installed could not be read"), job.Changes)
            : kind!.Judge(job, by, installed, before);
    }

    private static Recovered Decide(Job job, OperationKind? kind, bool isSameBoot) => job.Status switch
    {
        not JobStatus.Rebooting when job.VerdictOutstanding => Left(job, RecoveryAction.Requeue),
        JobStatus.Running when kind is { IsResumedAfterBoot: true } => Left(job, RecoveryAction.Requeue),
        JobStatus.Pending or JobStatus.Running when isSameBoot && kind is not { IsResumed: false } => Left(job, RecoveryAction.Requeue),
        JobStatus.Rebooting => Left(job, isSameBoot ? RecoveryAction.AwaitReboot : RecoveryAction.Returned),
        JobStatus.Running when kind?.HasBegun(job) == true => Left(job, RecoveryAction.Verify),
        _ => OperationKind.NotBegun(job, InterruptionOf(isSameBoot)),
    };

    private static Interruption InterruptionOf(bool isSameBoot) => isSameBoot ? Interruption.Agent : Interruption.Host;

    private static Recovered Left(Job job, RecoveryAction action) => new(action, null, job.Changes);
}
