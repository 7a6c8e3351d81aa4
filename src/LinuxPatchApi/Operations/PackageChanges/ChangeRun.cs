using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges.Planning;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Operations.Steps;
using LinuxPatchApi.Operations.Transactions;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Operations.PackageChanges;

/// <summary>The result of the refresh at the beginning of an apply.</summary>
internal enum RefreshOutcome
{
    /// <summary>Every repository was refreshed, or no refresh was needed.</summary>
    Complete,

    /// <summary>Some repository could not be refreshed: there may be more updates than are known.</summary>
    Partial,

    /// <summary>The refresh failed, and whether any repository was reached is not known.</summary>
    Failed,

    /// <summary>No repository was reached.</summary>
    None,
}

/// <summary>The state that the steps of a package change share.</summary>
internal sealed class ChangeRun(JobContext context, LockWait locks) : JobRun(context)
{
    public LockWait Locks => locks;

    public RefreshOutcome Refreshed { get; set; }

    /// <summary>Why the refresh failed, in whole or in part; null when it did not.</summary>
    public PackageFailure? RefreshFailure { get; set; }

    /// <summary>Plans in a row that became outdated before their transaction.</summary>
    public int Plans { get; set; }

    /// <summary>True when a transaction that succeeded without any effect was repeated.</summary>
    public bool HasRepeated { get; set; }

    /// <summary>Null before planning, and in a job that was resumed after its transaction began.</summary>
    public PreparedChange? Prepared { get; set; }

    /// <summary>How the transaction ended; null before its end, and when it ended before its end could be observed.</summary>
    public ExecutionReport? Report { get; set; }

    public JobTraces? Traces { get; set; }

    public override int? RebootDelaySeconds => Job.Request is ApplyRequest { AllowReboot: true } apply ? apply.RebootDelaySeconds : null;

    public override bool RestartsServices => Job.Request is ApplyRequest { RestartServices: true };
}
