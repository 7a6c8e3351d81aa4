using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.Steps;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Operations;

/// <summary>
/// Judges unfinished jobs by boot id and installed versions (contract section 6). Nothing is called completed without that check. Pure.
/// </summary>
internal static class JobRecovery
{
    /// <summary>Whether only a look at what is installed can tell how it ended.</summary>
    public static bool NeedsInventory(Job job, string bootId) =>
        job.Status == JobStatus.Running && job.BootId != bootId && HasBegun(job);

    /// <param name="installed">Null when the installed set could not be read; then nothing is verified.</param>
    /// <param name="before">What was installed before the job's transaction; null when that was not kept.</param>
    public static Recovered Judge(Job job, string bootId, InstalledInventory? installed, InstalledInventory? before = null)
    {
        var isSameBoot = job.BootId == bootId;
        return job.Status switch
        {
            not JobStatus.Rebooting when job.VerdictOutstanding => Left(job, RecoveryAction.Requeue),
            JobStatus.Pending or JobStatus.Running when isSameBoot && OperationTable.Of(job.Request) is not { IsTakenUp: false } => Left(job, RecoveryAction.Requeue),
            JobStatus.Rebooting => Left(job, isSameBoot ? RecoveryAction.AwaitReboot : RecoveryAction.Returned),
            _ => JudgeInterrupted(job, isSameBoot ? Interruption.Agent : Interruption.Host, installed, before),
        };
    }

    private static Recovered Left(Job job, RecoveryAction action) => new(action, null, job.Changes);

    private static bool HasBegun(Job job) => OperationTable.Of(job.Request)?.HasBegun(job) == true;

    private static Recovered JudgeInterrupted(Job job, Interruption by, InstalledInventory? installed, InstalledInventory? before) =>
        job.Status != JobStatus.Running || OperationTable.Of(job.Request) is not { } kind || !kind.HasBegun(job) ? OperationKind.NotBegun(job, by)
        : installed is null ? Recovered.Close(new JobEnd.Unverified(by.Code, $"{by.What}, and what is installed could not be read"), job.Changes)
        : kind.Judge(job, by, installed, before);
}
