using LinuxPatchApi.Jobs;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Activity;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Operations.Transactions;

/// <summary>
/// What is done when a transaction does not end, or its service dies: nothing but telling, unless <c>jobs.break_stalled</c> is set. Then
/// PackageKit's unit is stopped and its own repair is run, each as a step that the job tells.
/// </summary>
internal sealed class TransactionRescue(IPackageEngine backend, InstalledCache installed, IRepairPlanner repairs, IHostActivity host, bool breakStalled, TimeProvider time)
{
    /// <summary>The end of a transaction, whatever has to be done for it to end; the package database is free then.</summary>
    public async Task<ExecutionReport?> EndAsync(JobContext context, Task<ExecutionReport?> work, CancellationToken shutdown)
    {
        await BreakWhenToldAsync(context, work, shutdown);
        var report = await work;
        if (report is { Lost: false })
        {
            return report;
        }

        // Its service died, with or without our doing: what it started may still be at work.
        await UntilFreeAsync(context, shutdown);
        if (breakStalled && await UnfinishedAsync(shutdown) is { } unfinished)
        {
            await RepairAsync(context, unfinished, shutdown);
        }

        return report;
    }

    /// <summary>What is left to be finished; null when nothing is. That it cannot be told is something to be told.</summary>
    private async Task<string?> UnfinishedAsync(CancellationToken cancellationToken)
    {
        installed.Invalidate();
        var now = await installed.CurrentAsync(cancellationToken);
        return now.IsSuccess ? Unfinished.Told(now.Value) : now.Failure.Message;
    }

    /// <summary>
    /// PackageKit's apt backend ends a repair without giving dpkg's lock back, so that nobody on the host could change a package until it
    /// has been idle for five minutes: it is asked to leave.
    /// </summary>
    public async Task FreeAfterRepairAsync(JobContext context, CancellationToken shutdown)
    {
        var started = time.GetTimestamp();
        while (host.LockHolder() is { Command: PackageLocks.OwnDaemon })
        {
            // Asked again each time: a transaction of somebody else may have kept it.
            var problem = await backend.LeaveAsync(shutdown);
            if (time.GetElapsedTime(started) > PackageLimits.LeaveDeadline)
            {
                context.Warn($"packagekitd still holds {installed.Terms.Lock}, which it frees when it leaves{(problem is null ? "" : $": {problem.Message}")}");
                return;
            }

            await Task.Delay(PackageLimits.FreePollInterval, time, shutdown);
        }
    }

    private async Task BreakWhenToldAsync(JobContext context, Task work, CancellationToken shutdown)
    {
        if (await Task.WhenAny(work, context.NextBreak()) == work)
        {
            return;
        }

        context.Warn("over its time and stalled: stopping packagekit.service, as jobs.break_stalled says");
        var problem = await backend.StopServiceAsync(shutdown);
        context.Log(problem is null ? "packagekit.service is stopped" : $"packagekit.service could not be stopped: {problem.Message}");
    }

    private async Task UntilFreeAsync(JobContext context, CancellationToken shutdown)
    {
        var started = time.GetTimestamp();
        while (host.LockHolder() is { Command: not PackageLocks.OwnDaemon } holder)
        {
            if (time.GetElapsedTime(started) > PackageLimits.FreeDeadline)
            {
                context.Warn($"the package database is still locked: {holder}");
                return;
            }

            await Task.Delay(PackageLimits.FreePollInterval, time, shutdown);
        }
    }

    /// <summary>By the same judgement as a repair that somebody asks for: nothing may be removed that nobody named.</summary>
    private async Task RepairAsync(JobContext context, string unfinished, CancellationToken shutdown)
    {
        if (repairs.Plan(shutdown) is { } plan && (plan.IsSuccess ? plan.Value.Refusal(force: false) : plan.Failure) is { } refusal)
        {
            context.Warn($"the package database is not repaired, though jobs.break_stalled says so: {refusal.Message}");
            return;
        }

        context.Warn($"repairing the package database, as jobs.break_stalled says: {unfinished}");
        var work = backend.RepairAsync(new JobObserver(context), shutdown);
        await BreakWhenToldAsync(context, work, shutdown);
        var failure = (await work).Failure;
        await UntilFreeAsync(context, shutdown);
        await FreeAfterRepairAsync(context, shutdown);
        var left = await UnfinishedAsync(shutdown);
        context.Log(left is null
            ? "the package database is repaired"
            : $"the repair did not cure it{(failure is null ? "" : $" ({failure.Message})")}: {left}");
    }
}
