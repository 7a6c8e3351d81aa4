using LinuxPatchApi.Jobs.Journal;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Operations.Reboots;
using LinuxPatchApi.Operations.ServiceRestarts;
using LinuxPatchApi.Operations.Steps;
using LinuxPatchApi.Operations.Transactions;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;
using LinuxPatchApi.Packages.Repairs;

namespace LinuxPatchApi.Operations.PackageChanges;

/// <summary>
/// Install, update, remove, apply and undo: one plan and one transaction; after an apply, the restarts and the reboot that it allowed.
/// </summary>
internal sealed class PackageChangeKind : OperationKind
{
    public override IReadOnlyList<RequestType> Requests { get; } =
    [
        RequestType.Of<InstallRequest>("install", PackageChangeJson.Default),
        RequestType.Of<UpdateRequest>("update", PackageChangeJson.Default),
        RequestType.Of<RemoveRequest>("remove", PackageChangeJson.Default),
        RequestType.Of<ApplyRequest>("patch_apply", PackageChangeJson.Default),
        RequestType.Of<RollbackRequest>("rollback", PackageChangeJson.Default),
    ];

    public override UndoPolicy Undo => UndoPolicy.Changes;

    public static Pipeline<ChangeRun> Pipeline(ChangeTools tools, RebootStep reboot, RestartServicesStep restarts) => new(
        context => new ChangeRun(context, new LockWait(tools.Packages.Host, tools.Packages.Engine, tools.Packages.Time)),
        new GateStep(),
        new RefreshStep(tools),
        new PlanStep(tools),
        new TransactionStep(tools),
        new VerifyStep(tools),
        reboot,
        restarts);

    public override Recovered Judge(Job job, Interruption by, InstalledInventory installed, InstalledInventory? before) =>
        JudgeChanges(job, by, installed, before, job.Request is PackageRequest request && request.IsForced());

    /// <summary>Judges the changes in the record of a job.</summary>
    public static Recovered JudgeChanges(Job job, Interruption by, InstalledInventory installed, InstalledInventory? before, bool isForced)
    {
        // Split before they are judged: the removal that nobody planned would count as one that was planned and took place.
        IReadOnlyList<PackageChange> plan = [.. job.Changes.Where(c => !UnplannedChanges.Contain(c))];
        var changes = Verification.Judge(plan, installed);
        var planned = changes.Where(c => c.Outcome != ChangeOutcome.Skipped).ToList();
        var applied = planned.Count(c => c.Outcome == ChangeOutcome.Applied);
        var remedy = Unfinished.Describe(installed) is { } unfinished ? $"; {unfinished}" : "";
        JobEnd end = applied == planned.Count
            ? new JobEnd.Completed($"{by.What} meanwhile; all {applied} planned changes are in place{remedy}")
            : new JobEnd.Failed(
                by.Code, $"{by.What} in the middle; {applied} of {planned.Count} planned changes are in place{remedy}", Retryable: true);
        IReadOnlyList<PackageChange> unplanned =
            [.. before is null ? job.Changes.Where(UnplannedChanges.Contain) : Verification.Unplanned(plan, before, installed)];
        return Recovered.Close(Verdict.WithUnplanned(end, unplanned, before, isForced), [.. changes, .. unplanned]);
    }
}
