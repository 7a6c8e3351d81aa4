using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Operations.Repairs;
using LinuxPatchApi.Operations.Transactions;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Operations.PackageChanges;

/// <summary>Repair jobs: planned from the package database, for the package manager cannot simulate a repair, and judged by it.</summary>
internal sealed partial class PackageJobExecutor
{
    private async Task<JobEnd> RepairAsync(JobContext context, CancellationToken shutdown)
    {
        context.Enter(JobPhase.Resolving, "looking for packages that are installed in part");
        installed.Invalidate();
        var before = await installed.CurrentAsync(shutdown);
        if (!before.IsSuccess)
        {
            return Failed(before.Failure);
        }

        if (Stopped(context) is { } stopped)
        {
            return stopped;
        }

        // Again at the job's turn: the jobs before it may have changed what a repair would do.
        var force = IsForced(context.Job);
        var planned = repairs.Plan(shutdown);
        if (planned is { } plan && (plan.IsSuccess ? plan.Value.Refusal(force) : plan.Failure) is { } refusal)
        {
            return Failed(refusal);
        }

        Kept(context, store?.KeepPrevious((planned?.Value.AtWorst ?? []).Concat(before.Value.Broken).DistinctBy(p => p.Key).Select(Leaving)));
        KeepBefore(context, before.Value);

        // Asked for although nothing is broken: the package manager looks.
        var broken = before.Value.Broken;
        context.Cancellable(false);
        if (!context.TryEnter(JobPhase.Installing, broken.Count == 0 ? "letting the package manager look" : $"repairing {string.Join(", ", broken.Select(p => p.Name))}"))
        {
            return new JobEnd.Failed(JobErrorCode.DiskFull, "the job could not be written to the job journal; nothing was changed", Retryable: true);
        }

        var printed = terminal.Position();
        var report = await rescue.EndAsync(context, ExecuteAsync(), shutdown);
        return await VerifyRepairAsync(context, before.Value, report!, printed, shutdown);

        async Task<ExecutionReport?> ExecuteAsync() => await backend.RepairAsync(new JobObserver(context), shutdown);
    }

    /// <summary>The repair of the agent's former life, or what it left.</summary>
    private async Task<JobEnd> ResumeRepairAsync(JobContext context, CancellationToken shutdown)
    {
        if (context.Job.Transaction is null)
        {
            if (context.Job.IsTerminal)
            {
                return await VerifyRepairAsync(context, former?.Of(context.Job.Id), null, terminal.Position(), shutdown);
            }

            return await RepairAsync(context, shutdown);
        }

        context.Log("the agent restarted; looking for the repair");
        var printed = terminal.Position();
        var report = await rescue.EndAsync(context, FollowAsync(context, shutdown), shutdown);
        if (report is { Unheard: true, Failure: var silence })
        {
            return new JobEnd.Unverified(
                JobErrorCode.AgentRestarted, $"the agent restarted, and whether the repair goes on is not known yet: {silence?.Message}");
        }

        return await VerifyRepairAsync(context, former?.Of(context.Job.Id), report, printed, shutdown);
    }

    /// <param name="before">Null when it is not known any more; then no package is compared.</param>
    /// <param name="report">Null when the transaction was over before anybody could hear how.</param>
    private async Task<JobEnd> VerifyRepairAsync(
        JobContext context, InstalledInventory? before, ExecutionReport? report, long printed, CancellationToken shutdown)
    {
        context.Enter(JobPhase.Verifying, "looking for what is still installed in part");
        await rescue.FreeAfterRepairAsync(context, shutdown);
        installed.Invalidate();
        var after = await installed.CurrentAsync(shutdown);
        if (!after.IsSuccess)
        {
            return new JobEnd.Unverified(JobErrorCode.PackageManagerError, $"the result could not be verified: {after.Failure.Message}");
        }

        var force = IsForced(context.Job);
        if (before is not null)
        {
            context.Changes(RepairVerdict.Changes(before, after.Value, force));
        }

        await ReadPatchesAsync(shutdown);
        var end = RepairVerdict.Of(before, after.Value, report, force, context.StopReason);
        if (end is JobEnd.Failed)
        {
            LogPrinted(context, printed);
        }

        return end;
    }

    /// <summary>A package that the repair may take away or replace: its file is kept while the cache has it.</summary>
    private static PackageChange Leaving(InstalledPackage package) =>
        new(package.Name, package.Architecture, ChangeAction.Remove, package.Version, null, ChangeOutcome.Planned, null);

    /// <summary>For the agent's next life, should this one end before the transaction.</summary>
    private void KeepBefore(JobContext context, InstalledInventory before)
    {
        if (former?.Keep(context.Job.Id, before) is { } problem)
        {
            context.Log($"the installed set before the change could not be kept: {problem}");
        }
    }

    /// <summary>Whether the client accepted that more goes than it named.</summary>
    internal static bool IsForced(Job job) => job.Request is PackageRequest change ? change.IsForced() : job.Request is RepairRequest { Force: true };
}
