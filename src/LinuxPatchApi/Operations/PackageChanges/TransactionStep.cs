using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges.Planning;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Operations.Steps;
using LinuxPatchApi.Operations.Transactions;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Operations.PackageChanges;

/// <summary>The package manager carries the plan out. A plan in the record says that this may have begun; the handle of the transaction, once it is there,
/// which one to follow.</summary>
internal sealed class TransactionStep(ChangeTools tools) : IStep<ChangeRun>
{
    private readonly PackageTools _packages = tools.Packages;

    public StepName Name => StepName.Transaction;

    public bool MayHaveBegun(Job job) => job.Changes.Any(c => c.Outcome != ChangeOutcome.Skipped);

    public async Task<StepResult> RunAsync(ChangeRun run, CancellationToken shutdown)
    {
        var (context, prepared) = (run.Context, run.Prepared!);
        if (run.Locks.Holder(refreshing: false) is not null)
        {
            return await PlanStep.LockedAsync(run, shutdown);
        }

        var plan = prepared.Plan;
        context.Enter(prepared.Transaction is ChangeSet.Remove ? JobPhase.Removing : JobPhase.Downloading, $"{plan.Changes.Count} changes planned, plan {plan.Digest}");
        PackageTools.LogAll(context, _packages.Store?.KeepPrevious(plan.Changes));
        run.Traces = new JobTraces(_packages.Terminal.Position(), tools.KeptFiles.Of(plan.Changes.Select(c => c.Name), shutdown));
        if (await WhyOutdatedAsync(prepared, shutdown) is { } why)
        {
            return Outdated(run, why);
        }

        _packages.KeepBefore(context, prepared.Before);
        var holds = new HoldWatch(_packages.Installed, _packages.Time);
        var report = await TransactAsync(context, prepared, holds, shutdown);
        if (holds.Found is { } hold)
        {
            if (context.StopReason == StopReason.None && await IsUntouchedAsync(prepared, shutdown))
            {
                context.NextTransaction();
                return Outdated(run, hold);
            }

            context.Warn($"{hold}, but the package manager had begun: look at what became of it");
        }

        if (await WasLockedAsync(run, report, shutdown))
        {
            return await PlanStep.LockedAsync(run, shutdown);
        }

        if (report.Failure is null && prepared.ThenRemove is { } names)
        {
            report = await ThenRemoveAsync(context, names, shutdown);
        }

        run.Report = report;
        run.RestartSystem = report.RestartSystem;
        return StepResult.Next;
    }

    public async Task<StepResult> ResumeAsync(ChangeRun run, CancellationToken shutdown)
    {
        var context = run.Context;
        context.Cancellable(false);
        context.Log("the agent restarted; looking for the package transaction");
        run.Traces = new JobTraces(_packages.Terminal.Position(), null);
        var report = await _packages.Rescue.EndAsync(context, _packages.FollowAsync(context, shutdown), shutdown);
        context.Log(report is { Unheard: true } ? "nobody could be asked about the transaction"
            : report is null ? "the transaction is over"
            : "the transaction was followed to its end");
        run.Report = report;
        run.RestartSystem = report is { RestartSystem: true };
        return StepResult.Next;
    }

    private static StepResult Outdated(ChangeRun run, string why)
    {
        run.Context.Log($"{why}; the plan is made anew");
        return run.Plans < PackageLimits.Plans
            ? new StepResult.GoTo(StepName.Plan)
            : PlanStep.End(run, new JobEnd.Failed(JobErrorCode.DependencyConflict, $"{why}, each time after the plan was made; nothing was changed", Retryable: true));
    }

    /// <summary>What the plan stands on and changed since: a hold that was set, a version that came or went. Null when it still fits.</summary>
    private async Task<string?> WhyOutdatedAsync(PreparedChange prepared, CancellationToken shutdown)
    {
        var now = await _packages.NowAsync(shutdown);
        return now.IsSuccess ? PlanAge.WhyOutdated(prepared, now.Value) : null;
    }

    /// <summary>Whether a transaction ended without any effect because of somebody's lock, whatever it told.</summary>
    private async Task<bool> WasLockedAsync(ChangeRun run, ExecutionReport report, CancellationToken shutdown)
    {
        if (report.Failure is null ? run.Locks.Holder(refreshing: false) is null : report.Failure is not { Code: JobErrorCode.Locked, Retryable: true })
        {
            return false;
        }

        return await IsUntouchedAsync(run.Prepared!, shutdown);
    }

    private async Task<bool> IsUntouchedAsync(PreparedChange prepared, CancellationToken shutdown)
    {
        var now = await _packages.NowAsync(shutdown);
        return now.IsSuccess && Verification.Judge(prepared.Plan.Changes, now.Value).All(c => c.Outcome == ChangeOutcome.Unchanged);
    }

    /// <summary>The transaction of the plan. A hold that is set before it begins cancels it.</summary>
    private async Task<ExecutionReport> TransactAsync(JobContext context, PreparedChange prepared, HoldWatch holds, CancellationToken shutdown)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.StopRequested);
        var work = ExecuteAsync(context, prepared.Transaction!, stop.Token, shutdown);
        var watch = holds.RunAsync(context, prepared, work, stop, shutdown);
        var report = (await _packages.Rescue.EndAsync(context, work, shutdown))!;
        await watch;
        return report;
    }

    private async Task<ExecutionReport?> ExecuteAsync(JobContext context, ChangeSet changes, CancellationToken stop, CancellationToken shutdown) =>
        await _packages.Engine.ExecuteAsync(changes, new JobObserver(context), stop, shutdown);

    /// <summary>The second half of an undo, planned on what the first half left.</summary>
    private async Task<ExecutionReport> ThenRemoveAsync(JobContext context, IReadOnlyList<PackageKey> packages, CancellationToken shutdown)
    {
        context.NextTransaction();
        context.Enter(JobPhase.Removing, $"removing {string.Join(", ", packages.Select(p => p.Text))}");
        _packages.Installed.Invalidate();
        using var deadline = new CancellationTokenSource(PackageLimits.JobQueryDeadline, _packages.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(shutdown, deadline.Token);
        PackageResult<ChangeSet> removal;
        try
        {
            var request = context.Job.Request;
            removal = await tools.Planner.RemovalAsync(packages, (request as RollbackRequest)?.Force ?? false, request.KeepsVital, either.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !shutdown.IsCancellationRequested)
        {
            removal = PlanStep.Silent(PackageLimits.JobQueryDeadline);
        }

        return removal.IsSuccess
            ? (await _packages.Rescue.EndAsync(context, ExecuteAsync(context, removal.Value, context.StopRequested, shutdown), shutdown))!
            : new ExecutionReport(removal.Failure, RestartSystem: false);
    }
}
