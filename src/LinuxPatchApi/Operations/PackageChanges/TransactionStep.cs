using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Operations.PackageChanges.Planning;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Operations.Steps;
using LinuxPatchApi.Operations.Transactions;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;
using LinuxPatchApi.Timing;

namespace LinuxPatchApi.Operations.PackageChanges;

/// <summary>
/// Lets the package manager carry out the plan. A plan in the record shows that this may have begun; the transaction's handle, once
/// recorded, identifies the one to follow.
/// </summary>
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
        context.Enter(prepared.Transaction is ChangeSet.Remove ? JobPhase.Removing : JobPhase.Downloading,
            $"{Wire.Counted.Of(plan.Changes.Count, "change", "changes")} planned, plan {plan.Digest}");
        PackageTools.LogAll(context, _packages.Store?.KeepPrevious(plan.Changes));
        var watched = tools.KeptFiles.Watched(plan.Changes.Select(c => c.Name), shutdown);
        run.Traces = new JobTraces(_packages.Terminal.Position(), tools.KeptFiles.Of(plan.Changes.Select(c => c.Name), shutdown))
        {
            Watched = watched,
        };
        var now = await _packages.NowAsync(shutdown);
        if (!now.IsSuccess)
        {
            return Outdated(run, $"what is installed and held could not be read ({now.Failure.Message})", JobErrorCode.BackendUnavailable);
        }

        if (PlanAge.WhyOutdated(prepared, now.Value, _packages.Updates.SettingsChangedAt) is { } why)
        {
            return Outdated(run, why);
        }

        _packages.KeepBefore(context, prepared.Before);
        var holds = new HoldWatch(_packages.Installed, _packages.Holds, () => _packages.Updates.SettingsChangedAt, _packages.Time);
        var (report, wasLocked) = await TransactAsync(run, prepared, holds, shutdown);
        if (holds.Found is { } hold)
        {
            if (context.StopReason == StopReason.None && await IsUntouchedAsync(prepared, shutdown))
            {
                context.ClearTransaction();
                return Outdated(run, hold);
            }

            context.Warn($"{hold}, but the package manager had already begun: check the result");
        }

        if (await WasLockedAsync(run, report, wasLocked, shutdown))
        {
            return await PlanStep.LockedAsync(run, shutdown);
        }

        if (await IsToRepeatAsync(run, report, shutdown))
        {
            context.Log("the package manager reported success and changed nothing; planning again");
            context.ClearTransaction();
            return new StepResult.GoTo(StepName.Plan);
        }

        if (report.Failure is null && prepared.ThenRemove is { } names)
        {
            report = await ThenRemoveAsync(context, names, shutdown);
            while (report.Failure is { Code: JobErrorCode.Locked, Retryable: true } && context.StopReason == StopReason.None)
            {
                using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.StopRequested, shutdown);
                var left = await run.Locks.UntilFreeAsync(context, refreshing: false, stop.Token);
                shutdown.ThrowIfCancellationRequested();
                report = left is not null ? report with { Failure = new PackageFailure(left.Code, left.Message, left.Retryable) }
                    : context.StopReason == StopReason.None ? await ThenRemoveAsync(context, names, shutdown) : report;
            }
        }

        run.Report = report;
        return StepResult.Next;
    }

    public async Task<StepResult> ResumeAsync(ChangeRun run, CancellationToken shutdown)
    {
        var context = run.Context;
        context.SetCancellable(false);
        context.Log("the agent restarted; looking for the package transaction");
        run.Traces = new JobTraces(_packages.Terminal.Position(), null);
        var report = await _packages.Rescue.EndAsync(context, _packages.FollowAsync(context, shutdown), shutdown);
        context.Log(report is { IsUnknown: true } ? "the package manager could not be asked about the transaction"
            : report is null ? "the transaction is over"
            : "the transaction was followed to its end");
        run.Report = report;
        return StepResult.Next;
    }

    private static StepResult Outdated(ChangeRun run, string why, JobErrorCode code = JobErrorCode.DependencyConflict)
    {
        run.Context.Log($"{why}; planning again");
        return run.Plans < PackageLimits.Plans
            ? new StepResult.GoTo(StepName.Plan)
            : PlanStep.End(run, new JobEnd.Failed(
                code, $"{why}, each time after the plan was made; nothing was changed", Retryable: true));
    }

    /// <summary>True when a transaction had no effect because of another process's lock, whatever it reported.</summary>
    /// <param name="seen">True when the lock was seen while the transaction ran.</param>
    private async Task<bool> WasLockedAsync(ChangeRun run, ExecutionReport report, bool seen, CancellationToken shutdown)
    {
        var isLocked = report.Failure is null
            ? seen || run.Locks.Holder(refreshing: false) is not null
            : report.Failure is { Code: JobErrorCode.Locked, Retryable: true };
        if (!isLocked)
        {
            return false;
        }

        return await IsUntouchedAsync(run.Prepared!, shutdown);
    }

    /// <summary>
    /// True, once a job, for a success without any effect: a lock may have come and gone between two checks of it. Where a service has to
    /// be queried for the installed set that is not known to happen, and would cost each job a query.
    /// </summary>
    private async Task<bool> IsToRepeatAsync(ChangeRun run, ExecutionReport report, CancellationToken shutdown)
    {
        if (report.Failure is not null || run.HasRepeated || run.Context.StopReason != StopReason.None || !_packages.Installed.IsLocal)
        {
            return false;
        }

        run.HasRepeated = await IsUntouchedAsync(run.Prepared!, shutdown);
        return run.HasRepeated;
    }

    private async Task<bool> IsUntouchedAsync(PreparedChange prepared, CancellationToken shutdown)
    {
        var now = await _packages.NowAsync(shutdown);
        return now.IsSuccess && Verification.Judge(prepared.Plan.Changes, now.Value).All(c => c.Outcome == ChangeOutcome.Unchanged);
    }

    /// <summary>Runs the transaction of the plan. A hold that is set before it begins cancels it.</summary>
    /// <returns>The report, and whether another process held a lock meanwhile.</returns>
    private async Task<(ExecutionReport Report, bool WasLocked)> TransactAsync(
        ChangeRun run, PreparedChange prepared, HoldWatch holds, CancellationToken shutdown)
    {
        var context = run.Context;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.StopRequested);
        var work = ExecuteAsync(context, prepared.Transaction!, stop.Token, shutdown);
        var watch = holds.RunAsync(context, prepared, work, stop, shutdown);
        var locked = run.Locks.SeenDuringAsync(work, shutdown);
        var report = (await _packages.Rescue.EndAsync(context, work, shutdown))!;
        await watch;
        return (report, await locked is not null);
    }

    private async Task<ExecutionReport?> ExecuteAsync(
        JobContext context, ChangeSet changes, CancellationToken stop, CancellationToken shutdown) =>
        await _packages.Engine.ExecuteAsync(changes, new JobObserver(context), stop, shutdown);

    /// <summary>Runs the second half of an undo, planned on the result of the first half.</summary>
    private async Task<ExecutionReport> ThenRemoveAsync(JobContext context, IReadOnlyList<PackageKey> packages, CancellationToken shutdown)
    {
        if (!context.TryEnterNext(JobPhase.Removing, $"removing {string.Join(", ", packages.Select(p => p.Text))}"))
        {
            return new ExecutionReport(
                new PackageFailure(
                    JobErrorCode.DiskFull,
                    $"the removal of {string.Join(", ", packages.Select(p => p.Text))} was not begun: it could not be written to the job "
                        + $"journal ({context.StorageProblem})",
                    Retryable: true),
                RestartSystem: false);
        }

        _packages.Installed.Invalidate();
        using var deadline = new Deadline(PackageLimits.JobQueryDeadline, _packages.Time, shutdown);
        PackageResult<ChangeSet> removal;
        try
        {
            var request = context.Job.Request;
            removal = await tools.Planner.RemovalAsync(
                packages, (request as RollbackRequest)?.Force ?? false, request.KeepsVital, deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.IsOver && !shutdown.IsCancellationRequested)
        {
            removal = PackageFailure.NoAnswer(PackageLimits.JobQueryDeadline);
        }

        shutdown.ThrowIfCancellationRequested();
        return removal.IsSuccess
            ? (await _packages.Rescue.EndAsync(context, ExecuteAsync(context, removal.Value, context.StopRequested, shutdown), shutdown))!
            : new ExecutionReport(removal.Failure, RestartSystem: false);
    }
}
