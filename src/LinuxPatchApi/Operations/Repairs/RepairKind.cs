using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Journal;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges;
using LinuxPatchApi.Operations.Steps;
using LinuxPatchApi.Operations.Transactions;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Operations.Repairs;

/// <summary>The package manager finishes what was interrupted.</summary>
internal sealed class RepairKind : OperationKind
{
    public override IReadOnlyList<RequestType> Requests { get; } = [RequestType.Of<RepairRequest>("repair", RepairJson.Default)];

    public override UndoPolicy Undo => new(WhyNot: null, "the repair changed no version", RestoresLost: true);

    public static Pipeline<RepairRun> Pipeline(PackageTools tools) => new(
        context => new RepairRun(context), new GateStep(), new RepairPlanStep(tools), new RepairTransactionStep(tools), new RepairVerifyStep(tools));

    /// <summary>A repair has no plan: whether it had begun, only what is installed tells.</summary>
    public override bool HasBegun(Job job) => true;

    public override Recovered Judge(Job job, Interruption by, InstalledInventory installed, InstalledInventory? before)
    {
        var force = job.Request is RepairRequest { Force: true };
        if (before is null)
        {
            return job.Changes.All(c => c.Outcome == ChangeOutcome.Skipped) ? NotBegun(job, by) : PackageChangeKind.JudgeChanges(job, by, installed, null, force);
        }

        var end = RepairVerdict.Of(before, installed, report: null, force, StopReason.None);
        return Recovered.Close(
            end is JobEnd.Failed failed
                ? failed with { Code = by.Code, Message = $"{by.What} in the middle; {failed.Message}" }
                : end with { Message = $"{by.What} meanwhile; {end.Message}" },
            RepairVerdict.Changes(before, installed, force));
    }
}
