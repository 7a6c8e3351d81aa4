using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges.Planning;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Operations.Reboots;
using LinuxPatchApi.Operations.Repairs;
using LinuxPatchApi.Operations.Transactions;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Activity;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;
using LinuxPatchApi.Packages.Store;

namespace LinuxPatchApi.Operations.PackageChanges;

/// <summary>
/// A package job from its plan to its verified end: refresh, plan, compare with the agreed digest, persist the plan,
/// one transaction, compare the installed set with the plan.
/// </summary>
internal sealed partial class PackageJobExecutor(
    IPackageEngine backend,
    ChangePlanner planner,
    InstalledCache installed,
    UpdateCache patches,
    MetadataRefresher refresher,
    TerminalLog terminal,
    IKeptFiles keptFiles,
    PackageStore? store,
    IAutomaticMarks? marks,
    IRebootAfterApply reboot,
    TransactionRescue rescue,
    IHostActivity host,
    IRepairPlanner repairs,
    TimeProvider time,
    BeforeSet? former = null) : IJobExecutor
{
    private const string Unread = "not every repository could be refreshed";

    public async Task<JobEnd> ExecuteAsync(JobContext context, CancellationToken shutdown)
    {
        using var step = CancellationTokenSource.CreateLinkedTokenSource(context.StopRequested, shutdown);
        var request = context.Job.Request;
        if (request is RepairRequest)
        {
            return await RepairAsync(context, shutdown);
        }

        if (request is ApplyRequest { PlanDigest: null } apply && !IsEmpty(apply) && await RefreshAsync(context, step.Token) is { } down)
        {
            return Stopped(context) ?? down;
        }

        return await PlanAndCarryOutAsync(context, request, step.Token, shutdown);
    }

    /// <summary>Plans again when the host changed between plan and transaction, and after each wait for somebody else's lock.</summary>
    private async Task<JobEnd> PlanAndCarryOutAsync(JobContext context, JobRequest request, CancellationToken step, CancellationToken shutdown)
    {
        var locks = new LockWait(host, time);
        for (var plans = 1; ; plans++)
        {
            context.Enter(JobPhase.Resolving, plans == 1 ? "planning" : "planning again");
            var prepared = await PlanAsync(request, step);
            shutdown.ThrowIfCancellationRequested();
            if (Stopped(context) is { } stopped)
            {
                context.Changes(NotBegun(context.Job.Changes));
                return stopped;
            }

            var locked = prepared.Failure is { Code: JobErrorCode.Locked, Retryable: true };
            if (!prepared.IsSuccess && !locked)
            {
                context.Changes(NotBegun(context.Job.Changes));
                return Failed(prepared.Failure);
            }

            if (!locked && await CarryOutAsync(context, prepared.Value, locks, shutdown) is var (end, why))
            {
                if (end is not null)
                {
                    return end;
                }

                if (why is not null)
                {
                    context.Log($"{why}; the plan is made anew");
                    if (plans >= PackageLimits.Plans)
                    {
                        context.Changes(NotBegun(context.Job.Changes));
                        return new JobEnd.Failed(JobErrorCode.DependencyConflict, $"{why}, each time after the plan was made; nothing was changed", Retryable: true);
                    }

                    continue;
                }
            }

            plans = 1; // A wait is no sign of a host that changes for ever.
            await locks.UntilFreeAsync(context, refreshing: false, step);
            shutdown.ThrowIfCancellationRequested();
            if (Stopped(context) is { } over)
            {
                context.Changes(NotBegun(context.Job.Changes));
                return context.StopReason == StopReason.Timeout ? locks.GivenUp(refreshing: false) : over;
            }
        }
    }

    private static bool IsEmpty(ApplyRequest apply) =>
        apply is { Packages: null or [], Patches: null or [] } and not { Packages: null, Patches: null };

    private static JobEnd? Stopped(JobContext context) => context.StopReason switch
    {
        StopReason.Cancelled => new JobEnd.Cancelled("cancelled before the package transaction began; nothing was changed"),
        StopReason.Timeout => new JobEnd.Failed(JobErrorCode.Timeout, "over its time before the package transaction began; nothing was changed", Retryable: true),
        _ => null,
    };

    private static JobEnd.Failed Failed(PackageFailure failure) => new(failure.Code, failure.Message, failure.Retryable);

    /// <summary>Apply refreshes first and, on a fetch error, once more. A repository that stays broken is a warning: the good ones go on.</summary>
    private async Task<JobEnd?> RefreshAsync(JobContext context, CancellationToken cancellationToken)
    {
        context.Enter(JobPhase.Refreshing, "refreshing the repositories' indexes");
        try
        {
            var failure = await refresher.RefreshAsync(Progress, cancellationToken);
            var locks = new LockWait(host, time);
            while (failure is { Code: JobErrorCode.Locked, Retryable: true } || (failure is not null && locks.Holder(refreshing: true) is not null))
            {
                await locks.UntilFreeAsync(context, refreshing: true, cancellationToken);
                if (cancellationToken.IsCancellationRequested)
                {
                    return context.StopReason == StopReason.Timeout ? locks.GivenUp(refreshing: true) : Stopped(context);
                }

                failure = await refresher.RefreshAsync(Progress, cancellationToken);
            }

            if (failure is { Code: JobErrorCode.CacheRefreshError or JobErrorCode.NetworkError })
            {
                context.Log($"refresh failed, trying once more: {failure.Message}");
                failure = await refresher.RefreshAsync(Progress, cancellationToken);
            }

            if (failure is { Code: JobErrorCode.BackendUnavailable or JobErrorCode.PermissionDenied })
            {
                return Failed(failure);
            }

            if (failure is not null)
            {
                context.Warn($"{Unread}: {failure.Message}");
            }

            return null;
        }
        catch (OperationCanceledException)
        {
            return Stopped(context) ?? throw new OperationCanceledException(cancellationToken);
        }

        void Progress(ExecutionProgress now) => context.Progress(now.Percent, JobPhase.Refreshing, null, now.BytesPerSecond, cancellable: true);
    }

    private async Task<PackageResult<PreparedChange>> PlanAsync(JobRequest request, CancellationToken cancellationToken)
    {
        var limit = PackageLimits.JobQueryDeadline * 2;
        using var deadline = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            return await planner.PrepareAsync(request, either.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return Silent(limit);
        }
    }

    private static PackageFailure Silent(TimeSpan limit) =>
        new(JobErrorCode.BackendUnavailable, $"the package manager did not answer within {limit.TotalMinutes:0} minutes", Retryable: true);

    /// <summary>The end of the job; or neither, when a lock was in the way and nothing was changed; or why the plan fits no more.</summary>
    private async Task<(JobEnd? End, string? Outdated)> CarryOutAsync(JobContext context, PreparedChange prepared, LockWait locks, CancellationToken shutdown)
    {
        var plan = prepared.Plan;
        IReadOnlyList<PackageChange> told = [.. plan.Changes, .. plan.Skipped];
        if (context.Job.Request.PlanDigest is { } agreed && agreed != plan.Digest)
        {
            context.Changes(NotBegun(told));
            return (new JobEnd.Failed(JobErrorCode.DependencyConflict, $"the plan changed between its admission and its turn (now {plan.Digest}); nothing was changed", Retryable: true), null);
        }

        foreach (var warning in plan.Warnings.Except(context.Job.Warnings))
        {
            context.Warn(warning);
        }

        // On disk before any effect: after a crash this is what the installed versions are compared with.
        var automatic = marks?.Automatic();
        context.Automatic([.. plan.Changes.Where(c => c.FromVersion is not null && automatic?.Contains(c.Name) == true).Select(c => c.Name)]);
        if (prepared.Transaction is null)
        {
            context.Changes(told);
            return (WithUnread(NothingToDo(context.Job.Request, prepared), context.Job), null);
        }

        if (!context.TryPlan(told))
        {
            context.Changes(NotBegun(told));
            return (new JobEnd.Failed(JobErrorCode.DiskFull, "the plan could not be written to the job journal; nothing was changed", Retryable: true), null);
        }

        if (locks.Holder(refreshing: false) is not null)
        {
            return (null, null);
        }

        var phase = prepared.Transaction is ChangeSet.Remove ? JobPhase.Removing : JobPhase.Downloading;
        context.Enter(phase, $"{plan.Changes.Count} changes planned, plan {plan.Digest}");
        Kept(context, store?.KeepPrevious(plan.Changes));
        var traces = new JobTraces(terminal.Position(), keptFiles.Of(plan.Changes.Select(c => c.Name), shutdown));
        if (await OutdatedAsync(prepared, shutdown) is { } why)
        {
            return (null, why);
        }

        KeepBefore(context, prepared.Before);
        var report = await TransactAsync(context, prepared.Transaction, shutdown);
        if (await WasLockedAsync(prepared, report, locks, shutdown))
        {
            return (null, null);
        }

        if (report.Failure is null && prepared.ThenRemove is { } names)
        {
            report = await ThenRemoveAsync(context, names, shutdown);
        }

        return (await VerifyAsync(context, prepared, report, traces, shutdown), null);
    }

    /// <summary>Whether what the plan stands on changed since: a hold that was set, a version that came or went. Null when it still fits.</summary>
    private async Task<string?> OutdatedAsync(PreparedChange prepared, CancellationToken shutdown)
    {
        installed.Invalidate();
        var now = await installed.CurrentAsync(shutdown);
        return now.IsSuccess ? PlanAge.WhyOutdated(prepared, now.Value) : null;
    }

    /// <summary>Whether a transaction ended without any effect because of somebody's lock, whatever it told.</summary>
    private async Task<bool> WasLockedAsync(PreparedChange prepared, ExecutionReport report, LockWait locks, CancellationToken shutdown)
    {
        if (report.Failure is null ? locks.Holder(refreshing: false) is null : report.Failure is not { Code: JobErrorCode.Locked, Retryable: true })
        {
            return false;
        }

        installed.Invalidate();
        var now = await installed.CurrentAsync(shutdown);
        return now.IsSuccess && Verification.Judge(prepared.Plan.Changes, now.Value).All(c => c.Outcome == ChangeOutcome.Unchanged);
    }

    /// <summary>The outcome of a plan that is not carried out.</summary>
    private static IReadOnlyList<PackageChange> NotBegun(IReadOnlyList<PackageChange> plan) =>
        [.. plan.Select(c => c.Outcome == ChangeOutcome.Planned ? c with { Outcome = ChangeOutcome.Unchanged, Reason = "the transaction was not begun" } : c)];

    private async Task<ExecutionReport> TransactAsync(JobContext context, ChangeSet changes, CancellationToken shutdown)
    {
        var work = ExecuteAsync();
        return (await rescue.EndAsync(context, work, shutdown))!;

        async Task<ExecutionReport?> ExecuteAsync() =>
            await backend.ExecuteAsync(changes, new JobObserver(context), context.StopRequested, shutdown);
    }

    /// <summary>A package that is installed in part spoils every later transaction: the job that left it names it and the cure.</summary>
    private static JobEnd WithBroken(JobEnd end, InstalledInventory after) =>
        end is JobEnd.Failed && Unfinished.Told(after) is { } told ? end with { Message = $"{end.Message}; {told}" } : end;

    /// <summary>The second half of an undo, planned on what the first half left.</summary>
    private async Task<ExecutionReport> ThenRemoveAsync(JobContext context, IReadOnlyList<PackageKey> packages, CancellationToken shutdown)
    {
        context.NextTransaction();
        context.Enter(JobPhase.Removing, $"removing {string.Join(", ", packages.Select(p => p.Text))}");
        installed.Invalidate();
        using var deadline = new CancellationTokenSource(PackageLimits.JobQueryDeadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(shutdown, deadline.Token);
        PackageResult<ChangeSet> removal;
        try
        {
            removal = await planner.RemovalAsync(packages, (context.Job.Request as RollbackRequest)?.Force ?? false, context.Job.Request.KeepsVital, either.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !shutdown.IsCancellationRequested)
        {
            removal = Silent(PackageLimits.JobQueryDeadline);
        }

        return removal.IsSuccess
            ? await TransactAsync(context, removal.Value, shutdown)
            : new ExecutionReport(removal.Failure, RestartSystem: false);
    }

    /// <summary>Skipped because it is as asked for: fine. Skipped although it was named: the client must not read "completed".</summary>
    internal static JobEnd NothingToDo(JobRequest request, PreparedChange prepared)
    {
        var plan = prepared.Plan;
        if (prepared.Obstacle is { } obstacle)
        {
            return Failed(obstacle with { Message = $"none of the selected updates could go in: {obstacle.Message}; nothing was changed" });
        }

        if (request is ApplyRequest { Packages: null, Patches: null } || plan.Skipped.Count == 0)
        {
            return new JobEnd.Completed("nothing to do: no change is planned");
        }

        var unknown = plan.Skipped.FirstOrDefault(s => s.FromVersion is null);
        return unknown is null
            ? new JobEnd.Completed($"nothing to do: {plan.Skipped[0].Name}: {plan.Skipped[0].Reason}")
            : new JobEnd.Failed(JobErrorCode.PackageNotFound, $"{unknown.Name}: {unknown.Reason}", Retryable: false);
    }

    /// <summary>"Nothing to do" is less than that when nobody could look everywhere.</summary>
    private static JobEnd WithUnread(JobEnd end, Job job) =>
        end is JobEnd.Completed done && job.Warnings.Any(w => w.StartsWith(Unread, StringComparison.Ordinal))
            ? done with { Message = $"{done.Message}; {Unread}, so there may be more" }
            : end;
}
