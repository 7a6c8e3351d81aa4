using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Activity;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Repairs;

namespace LinuxPatchApi.Operations.Transactions;

/// <summary>
/// Handles a transaction that does not end, or whose service dies. Only reports it, unless <c>jobs.break_stalled</c> is set: then it
/// stops PackageKit's unit and runs its own repair, and logs each step in the job.
/// </summary>
internal sealed class TransactionRescue(
    IPackageEngine engine, InstalledCache installed, IRepairPlanner repairs, IHostActivity host, bool breakStalled, TimeProvider time)
{
    /// <summary>Waits for the end of a transaction, forcing it if necessary; then the package database is free.</summary>
    public async Task<ExecutionReport?> EndAsync(JobContext context, Task<ExecutionReport?> work, CancellationToken shutdown)
    {
        await BreakWhenStalledAsync(context, work, shutdown);
        var report = await work;
        if (report is { Lost: false })
        {
            return report;
        }

        // Its service died, on its own or stopped by this agent: its child processes may still run.
        await UntilFreeAsync(context, shutdown);
        if (breakStalled && await UnfinishedAsync(shutdown) is { } unfinished)
        {
            await RepairAsync(context, unfinished, shutdown);
        }

        return report;
    }

    /// <summary>Returns what is unfinished; null when nothing is. An unreadable package database counts as unfinished.</summary>
    /// <param name="repaired">True after a repair that ran: then another one is no remedy.</param>
    private async Task<string?> UnfinishedAsync(CancellationToken cancellationToken, bool repaired = false)
    {
        installed.Invalidate();
        var now = await installed.CurrentAsync(cancellationToken);
        return now.IsSuccess ? Unfinished.Describe(now.Value, repaired) : now.Failure.Message;
    }

    /// <summary>
    /// PackageKit's apt engine ends a repair without releasing dpkg's lock, so that no one on the host could change a package until it
    /// has been idle for five minutes: it is asked to quit.
    /// </summary>
    public async Task FreeAfterRepairAsync(JobContext context, CancellationToken shutdown)
    {
        var started = time.GetTimestamp();
        while (host.LockHolder() is { Command: PackageLocks.OwnDaemon })
        {
            // Requested repeatedly: another client's transaction may have kept it running.
            var problem = await engine.LeaveAsync(shutdown);
            if (time.GetElapsedTime(started) > PackageLimits.LeaveDeadline)
            {
                context.Warn(
                    $"packagekitd still holds {installed.Terms.Lock}, which it releases when it quits"
                    + (problem is null ? "" : $": {problem.Message}"));
                return;
            }

            await Task.Delay(PackageLimits.FreePollInterval, time, shutdown);
        }
    }

    private async Task BreakWhenStalledAsync(JobContext context, Task work, CancellationToken shutdown)
    {
        if (await Task.WhenAny(work, context.NextBreak()) == work)
        {
            return;
        }

        context.Warn("over its time and stalled: stopping packagekit.service, as jobs.break_stalled says");
        var problem = await engine.StopServiceAsync(shutdown);
        context.Log(problem is null ? "packagekit.service is stopped" : $"packagekit.service could not be stopped: {problem.Message}");
    }

    private async Task UntilFreeAsync(JobContext context, CancellationToken shutdown)
    {
        var started = time.GetTimestamp();
        while (host.LockHolder() is { } holder && !PackageLocks.IsOwn(holder))
        {
            if (holder.IsStale || time.GetElapsedTime(started) > PackageLimits.FreeDeadline)
            {
                context.Warn($"the package database is still locked: {holder}");
                return;
            }

            await Task.Delay(PackageLimits.FreePollInterval, time, shutdown);
        }
    }

    /// <summary>Applies the same rules as a requested repair: no package may be removed that nobody named.</summary>
    private async Task RepairAsync(JobContext context, string unfinished, CancellationToken shutdown)
    {
        if (repairs.Plan(shutdown) is { } plan && (plan.IsSuccess ? plan.Value.Risk : plan.Failure.Message) is { } risk)
        {
            // The job's own request has no option to accept removals; that of a repair has.
            var remedy = plan.IsSuccess ? $". To accept removals {Remedies.ForcedRepair}" : "";
            context.Warn($"the package database is not repaired, though jobs.break_stalled says so: {risk}{remedy}");
            return;
        }

        context.Warn($"repairing the package database, as jobs.break_stalled says: {unfinished}");
        var work = engine.RepairAsync(new JobObserver(context), shutdown);
        await BreakWhenStalledAsync(context, work, shutdown);
        var failure = (await work).Failure;
        await UntilFreeAsync(context, shutdown);
        await FreeAfterRepairAsync(context, shutdown);
        var left = await UnfinishedAsync(shutdown, repaired: failure is not { Retryable: true });
        context.Log(left is null
            ? "the package database is repaired"
            : $"the repair did not help{(failure is null ? "" : $" ({failure.Message})")}: {left}");
    }
}
