using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.Steps;
using LinuxPatchApi.Operations.Transactions;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Operations.Repairs;

/// <summary>Judges from the package database what a repair would do, as the package manager cannot simulate one. Changes nothing: an interrupted job is
/// planned again.</summary>
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

        // Again at the job's turn: the jobs before it may have changed what a repair would do.
        var planned = tools.Repairs.Plan(shutdown);
        if (planned is { } plan && (plan.IsSuccess ? plan.Value.Refusal(run.IsForced) : plan.Failure) is { } refusal)
        {
            return StepResult.End(PackageTools.Failed(refusal));
        }

        PackageTools.LogAll(context, tools.Store?.KeepPrevious((planned?.Value.AtWorst ?? []).Concat(before.Value.Broken).DistinctBy(p => p.Key).Select(Leaving)));
        run.Before = before.Value;
        return StepResult.Next;
    }

    public Task<StepResult> ResumeAsync(RepairRun run, CancellationToken shutdown)
    {
        run.Context.Cancellable(false);
        return RunAsync(run, shutdown);
    }

    /// <summary>A package that the repair may take away or replace: its file is kept while the cache has it.</summary>
    private static PackageChange Leaving(InstalledPackage package) =>
        new(package.Name, package.Architecture, ChangeAction.Remove, package.Version, null, ChangeOutcome.Planned, null);
}
