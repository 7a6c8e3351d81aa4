using LinuxPatchApi.Jobs.Journal;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Operations.Steps;

/// <summary>
/// A kind of job, as far as it is decided without the host: its requests in the journal, the outcome of an interrupted job, and how it is
/// undone. Pure.
/// </summary>
internal abstract class OperationKind
{
    /// <summary>The requests of this kind.</summary>
    public abstract IReadOnlyList<RequestType> Requests { get; }

    public abstract UndoPolicy Undo { get; }

    /// <summary>True when the queue resumes a job that was interrupted within the same boot.</summary>
    public virtual bool IsResumed => true;

    /// <summary>True when the queue also resumes a job that was interrupted by a boot of the host.</summary>
    public virtual bool IsResumedAfterBoot => false;

    /// <summary>True when the work may have begun, so that after a boot only the installed set shows how the job ended.</summary>
    public virtual bool HasBegun(Job job) => job.Changes.Any(c => c.Outcome != ChangeOutcome.Skipped);

    /// <summary>Judges a running job that was interrupted.</summary>
    /// <param name="before">The installed set before its transaction; null when it was not stored.</param>
    public virtual Recovered Judge(Job job, Interruption by, InstalledInventory installed, InstalledInventory? before) => NotBegun(job, by);

    public bool Has(JobRequest request) => Requests.Any(r => r.Type == request.GetType());

    public static Recovered NotBegun(Job job, Interruption by) =>
        Recovered.Close(
            new JobEnd.Failed(
                by.Code,
                $"{by.What} before the job {(job.Status == JobStatus.Pending ? "began" : "changed anything that is known")}",
                Retryable: true),
            job.Changes);
}

/// <summary>What interrupted a job.</summary>
internal sealed record Interruption(JobErrorCode Code, string What)
{
    public static readonly Interruption Agent = new(JobErrorCode.AgentRestarted, "the agent restarted");

    public static readonly Interruption Host = new(JobErrorCode.HostRebooted, "the host restarted");
}

/// <summary>What happens to a job that the journal shows unfinished at the agent's start.</summary>
internal enum RecoveryAction
{
    /// <summary>It has ended; the verdict is in the job.</summary>
    Close,

    /// <summary>It had not begun and waits again; or it was running, and its transaction may still run.</summary>
    Requeue,

    /// <summary>Only the installed set shows how it ended.</summary>
    Verify,

    /// <summary>The host has yet to go down.</summary>
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
