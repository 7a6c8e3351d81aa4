using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Journal;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Operations.PackageChanges;
using LinuxPatchApi.Operations.Steps;
using LinuxPatchApi.Operations.Transactions;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Operations.Repairs;

/// <summary>Lets the package manager complete interrupted work.</summary>
internal sealed class RepairKind : OperationKind
{
    public override IReadOnlyList<RequestType> Requests { get; } = [RequestType.Of<RepairRequest>("repair", RepairJson.Default)];

    public override UndoPolicy Undo => new(WhyNot: null, "the repair changed no version", RestoresLost: true);

    public static Pipeline<RepairRun> Pipeline(PackageTools tools) => new(
        context => new RepairRun(context),
        new GateStep(),
        new RepairPlanStep(tools),
        new RepairTransactionStep(tools),
        new RepairVerifyStep(tools));

    /// <summary>A repair has no plan: only the installed set shows whether it had begun.</summary>
    public override bool HasBegun(Job job) => true;

    public override Recovered Judge(Job job, Interruption by, InstalledInventory installed, InstalledInventory? before)
    {
        var force = job.Request is RepairRequest { Force: true };
        if (before is null && job.Changes.All(c => c.Outcome == ChangeOutcome.Skipped))
        {
            return NotBegun(job, by);
        }

        var end = RepairVerdict.Of(before, installed, report: null, force, StopReason.None, job.Changes);
        return Recovered.Close(
            end is JobEnd.Failed failed
                ? failed with { Code = by.Code, Message = $"{by.What} in the middle; {failed.Message}" }
                : end with { Message = $"{by.What} meanwhile; {end.Message}" },
            before is null ? job.Changes : RepairVerdict.Changes(before, installed, force));
    }
}
