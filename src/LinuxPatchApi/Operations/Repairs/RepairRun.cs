using LinuxPatchApi.Jobs;
using LinuxPatchApi.Operations.Steps;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Operations.Repairs;

/// <summary>What the steps of a repair hand on to each other.</summary>
internal sealed class RepairRun(JobContext context) : JobRun(context)
{
    /// <summary>What was installed before; null when that is not known any more: then no package is compared.</summary>
    public InstalledInventory? Before { get; set; }

    /// <summary>Null when the transaction was over before anybody could hear how.</summary>
    public ExecutionReport? Report { get; set; }

    /// <summary>Where the terminal log ended before.</summary>
    public long Printed { get; set; }

    /// <summary>Whether the client accepted that packages go.</summary>
    public bool IsForced => Job.Request is RepairRequest { Force: true };
}
