using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.Steps;
using LinuxPatchApi.Operations.Transactions;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Operations.Repairs;

/// <summary>The state that the steps of a repair share.</summary>
internal sealed class RepairRun(JobContext context) : JobRun(context)
{
    /// <summary>The installed set before; null when it is no longer known: then no package is compared.</summary>
    public InstalledInventory? Before { get; set; }

    /// <summary>Null when the transaction ended before its end could be observed.</summary>
    public ExecutionReport? Report { get; set; }

    /// <summary>The position in the terminal log before the repair.</summary>
    public long Printed { get; set; }

    /// <summary>Files beside configuration files before the repair; null when they are no longer known.</summary>
    public JobTraces? Traces { get; set; }

    /// <summary>Waits for locks; null before the transaction.</summary>
    public LockWait? Locks { get; set; }

    /// <summary>True when the client accepts removals.</summary>
    public bool IsForced => Job.Request is RepairRequest { Force: true };
}
