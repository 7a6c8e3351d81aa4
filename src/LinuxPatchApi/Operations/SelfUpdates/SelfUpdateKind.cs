using LinuxPatchApi.Jobs.Journal;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Operations.Steps;
using LinuxPatchApi.Operations.Transactions;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Operations.SelfUpdates;

/// <summary>The update of the agent's own package: the steps of a package change, and what follows until the new version answers.</summary>
internal sealed class SelfUpdateKind : OperationKind
{
    public override IReadOnlyList<RequestType> Requests { get; } =
        [RequestType.Of<SelfUpdateRequest>("self_update", PackageChangeJson.Default)];

    public override UndoPolicy Undo => new(
        "a self-update is undone by another one: POST /api/v1/system/update with target_version and options.allow_downgrade");

    /// <summary>The record of the self-update is on the disk, and its guard may still be at work.</summary>
    public override bool IsResumedAfterBoot => true;

    public static SelfUpdateExecutor Executor(ChangeTools changes, SelfUpdateTools tools) => new(
        new Pipeline<ChangeRun>(
            context => new ChangeRun(context, new LockWait(changes.Packages.Host, changes.Packages.Engine, changes.Packages.Time)),
            new GateStep(),
            new RefreshStep(changes),
            new PlanStep(changes),
            new KeepStep(tools, changes.Packages.Engine, changes.Planner.UpdatesAsAWhole),
            new TransactionStep(changes),
            new VerifyStep(changes)),
        changes.Packages,
        tools);

    public override Recovered Judge(Job job, Interruption by, InstalledInventory installed, InstalledInventory? before) =>
        PackageChangeKind.JudgeChanges(job, by, installed, before, isForced: false);
}
