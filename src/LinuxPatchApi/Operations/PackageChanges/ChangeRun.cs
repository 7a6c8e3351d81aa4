using LinuxPatchApi.Jobs;
using LinuxPatchApi.Operations.PackageChanges.Planning;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Operations.Steps;
using LinuxPatchApi.Operations.Transactions;
using LinuxPatchApi.Packages.Engines;

namespace LinuxPatchApi.Operations.PackageChanges;

/// <summary>How the refresh at the beginning of an apply went.</summary>
internal enum RefreshOutcome
{
    /// <summary>There was none, or it reached every repository.</summary>
    Complete,

    /// <summary>Some repository could not be refreshed: there may be more updates than are known.</summary>
    Partial,
}

/// <summary>What the steps of a package change hand on to each other.</summary>
internal sealed class ChangeRun(JobContext context, LockWait locks) : JobRun(context)
{
    public LockWait Locks => locks;

    public RefreshOutcome Refreshed { get; set; }

    /// <summary>Plans in a row that the host outran.</summary>
    public int Plans { get; set; }

    /// <summary>Null while there is no plan, and in a job that was taken up after its transaction began.</summary>
    public PreparedChange? Prepared { get; set; }

    /// <summary>How the transaction ended; null as long as it has not, and when it was over before anybody could hear how.</summary>
    public ExecutionReport? Report { get; set; }

    public JobTraces? Traces { get; set; }

    public override int? RebootDelaySeconds => Job.Request is ApplyRequest { AllowReboot: true } apply ? apply.RebootDelaySeconds : null;

    public override bool RestartsServices => Job.Request is ApplyRequest { RestartServices: true };
}
