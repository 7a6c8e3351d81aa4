using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Operations.Steps;
using LinuxPatchApi.Operations.Transactions;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Operations.Repairs;

/// <summary>
/// Predicts from the package database what a repair would do, because the package manager cannot simulate one. Changes nothing: an
/// interrupted job is planned again.
/// </summary>
internal sealed class RepairPlanStep(PackageTools tools) : IStep<RepairRun>
{
    public StepName Name => StepName.Plan;

    public bool MayHaveBegun(Job job) => true;

    public async Task<StepResult> RunAsync(RepairRun run, CancellationToken shutdown)
    {
        var context = run.Context;
        context.Enter(JobPhase.Resolving, "looking for packages that are installed in part");
        var before = await tools.NowAsync(shutdown);
        if (!before.IsSuccess)
        {
            return StepResult.End(PackageTools.Failed(before.Failure));
        }

        if (PackageTools.Stopped(context) is { } stopped)
        {
            return StepResult.End(stopped);
        }

        // Again when the job's turn has come: earlier jobs may have changed what a repair would do.
        var planned = tools.Repairs.Plan(shutdown);
        if (planned is { } plan && (plan.IsSuccess ? plan.Value.Refusal(run.IsForced) : plan.Failure) is { } refusal)
        {
            return StepResult.End(PackageTools.Failed(refusal));
        }

        var preview = planned is { } repair ? RepairPreview.Of(repair.Value) : RepairPreview.Unplanned(before.Value);
        if (run.Job.Request.PlanDigest is { } agreed && agreed != preview.Digest)
        {
            return StepResult.End(new JobEnd.Failed(JobErrorCode.DependencyConflict, PlanRemedies.Outrun(preview.Digest), Retryable: true));
        }

        PackageTools.LogAll(context,
            tools.Store?.KeepPrevious((planned?.Value.AtWorst ?? []).Concat(before.Value.Broken).DistinctBy(p => p.Key).Select(Leaving)));
        run.Before = before.Value;
        return StepResult.Next;
    }

    public Task<StepResult> ResumeAsync(RepairRun run, CancellationToken shutdown)
    {
        run.Context.SetCancellable(false);
        return RunAsync(run, shutdown);
    }

    /// <summary>
    /// The planned removal of a package that the repair may remove or replace: its file is stored while the cache has it.
    /// </summary>
    private static PackageChange Leaving(InstalledPackage package) =>
        new(package.Name, package.Architecture, ChangeAction.Remove, package.Version, null, ChangeOutcome.Planned, null);
}
