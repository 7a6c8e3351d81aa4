using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Journal;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Operations.Steps;

/// <summary>A kind of job as far as it is decided without the host: its requests in the journal, what becomes of a job of it that a restart of the
/// host or the agent interrupted, and how it is undone. Pure.</summary>
internal abstract class OperationKind
{
    /// <summary>What may be asked for.</summary>
    public abstract IReadOnlyList<RequestType> Requests { get; }

    public abstract UndoPolicy Undo { get; }

    /// <summary>Whether a job of the boot that goes on is taken up by the queue.</summary>
    public virtual bool IsTakenUp => true;

    /// <summary>Whether the work may have begun, so that only what is installed tells how a job ended that a boot interrupted.</summary>
    public virtual bool HasBegun(Job job) => job.Changes.Any(c => c.Outcome != ChangeOutcome.Skipped);

    /// <summary>The verdict on a running job that was interrupted.</summary>
    /// <param name="before">What was installed before its transaction; null when that was not kept.</param>
    public virtual Recovered Judge(Job job, Interruption by, InstalledInventory installed, InstalledInventory? before) => NotBegun(job, by);

    public bool Has(JobRequest request) => Requests.Any(r => r.Type == request.GetType());

    public static Recovered NotBegun(Job job, Interruption by) =>
        Recovered.Close(new JobEnd.Failed(by.Code, $"{by.What} before the job {(job.Status == JobStatus.Pending ? "began" : "changed anything that is known")}", Retryable: true), job.Changes);
}

/// <summary>What interrupted a job.</summary>
internal sealed record Interruption(JobErrorCode Code, string What)
{
    public static readonly Interruption Agent = new(JobErrorCode.AgentRestarted, "the agent restarted");

    public static readonly Interruption Host = new(JobErrorCode.HostRebooted, "the host restarted");
}

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

/// <param name="End">Null unless it is closed.</param>
/// <param name="Changes">The verdict on each change.</param>
internal sealed record Recovered(RecoveryAction Action, JobEnd? End, IReadOnlyList<PackageChange> Changes)
{
    public static Recovered Close(JobEnd end, IReadOnlyList<PackageChange> changes) => new(RecoveryAction.Close, end, changes);
}
