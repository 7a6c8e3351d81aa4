using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Operations.PackageChanges.Planning;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Operations.Steps;
using LinuxPatchApi.Operations.Transactions;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;
using LinuxPatchApi.Timing;

namespace LinuxPatchApi.Operations.PackageChanges;

/// <summary>
/// Makes the plan, compares it with the accepted one, and persists it: the last step before the transaction. A job that was interrupted
/// before that has changed nothing, and is not started again.
/// </summary>
internal sealed class PlanStep(ChangeTools tools) : IStep<ChangeRun>
{
    private static readonly TimeSpan Limit = PackageLimits.JobQueryDeadline * 2;

    public StepName Name => StepName.Plan;

    public bool MayHaveBegun(Job job) => true;

    public async Task<StepResult> RunAsync(ChangeRun run, CancellationToken shutdown)
    {
        var context = run.Context;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.StopRequested, shutdown);
        run.Plans++;
        context.Enter(JobPhase.Resolving, run.Plans == 1 ? "planning" : "planning again");
        var prepared = await PrepareAsync(run.Job.Request, stop.Token);
        if (prepared.IsSuccess)
        {
            prepared = await WithWishesAsync(prepared.Value, stop.Token);
        }

        shutdown.ThrowIfCancellationRequested();
        if (PackageTools.Stopped(context) is { } stopped)
        {
            return End(run, stopped);
        }

        return prepared.IsSuccess ? Record(run, prepared.Value)
            : prepared.Failure is { Code: JobErrorCode.Locked, Retryable: true } ? await LockedAsync(run, shutdown)
            : End(run, PackageTools.Failed(prepared.Failure));
    }

    public Task<StepResult> ResumeAsync(ChangeRun run, CancellationToken shutdown)
    {
        run.Context.SetCancellable(false);
        return Task.FromResult(StepResult.End(run.Context.StopReason == StopReason.Cancelled
            ? new JobEnd.Cancelled("cancelled; nothing was changed")
            : new JobEnd.Failed(JobErrorCode.AgentRestarted, "the agent restarted before the job changed anything", Retryable: true)));
    }

    /// <summary>Ends a job whose transaction did not begin, and marks the changes of its plan accordingly.</summary>
    public static StepResult End(ChangeRun run, JobEnd end)
    {
        run.Context.RecordChanges(NotBegun(run.Job.Changes));
        return StepResult.End(end);
    }

    /// <summary>Waits for another process's lock, then plans again.</summary>
    public static async Task<StepResult> LockedAsync(ChangeRun run, CancellationToken shutdown)
    {
        var context = run.Context;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.StopRequested, shutdown);
        run.Plans = 1; // A wait is no sign of a host that changes for ever.
        var left = await run.Locks.UntilFreeAsync(context, refreshing: false, stop.Token);
        shutdown.ThrowIfCancellationRequested();
        return left is not null ? End(run, left)
            : PackageTools.Stopped(context) is { } over
            ? End(run, context.StopReason == StopReason.Timeout ? run.Locks.TimedOut(refreshing: false) : over)
            : new StepResult.GoTo(StepName.Plan);
    }

    /// <summary>
    /// A package that is skipped because it is as requested is fine. For a named package that cannot be changed, the client must not read
    /// "completed".
    /// </summary>
    public static JobEnd NothingToDo(JobRequest request, PreparedChange prepared)
    {
        var plan = prepared.Plan;
        if (prepared.NothingPossible is { } failure)
        {
            return PackageTools.Failed(failure);
        }

        if (prepared.Before.Faults().FirstOrDefault(f => f.IsOfAll) is { } fault)
        {
            return new JobEnd.Failed(
                JobErrorCode.PackageManagerError, $"whether there is anything to do is not known: {fault.Problem}: {fault.Remedy}",
                Retryable: false);
        }

        if (plan.Skipped.Count == 0)
        {
            return new JobEnd.Completed("nothing to do: no change is planned");
        }

        if (request is ApplyRequest { Packages: null, Patches: null })
        {
            var more = plan.Skipped.Count > 1 ? $"; and {plan.Skipped.Count - 1} more" : "";
            var first = plan.Skipped[0];
            return new JobEnd.Completed($"nothing to do: every update of the selection is left out: {first.Name}: {first.Reason}{more}");
        }

        var unknown = plan.Skipped.FirstOrDefault(s => s.FromVersion is null);
        return unknown is null
            ? new JobEnd.Completed($"nothing to do: {plan.Skipped[0].Name}: {plan.Skipped[0].Reason}")
            : new JobEnd.Failed(JobErrorCode.PackageNotFound, $"{unknown.Name}: {unknown.Reason}", Retryable: false);
    }

    /// <summary>Returns the outcome of a plan that is not carried out.</summary>
    private static IReadOnlyList<PackageChange> NotBegun(IReadOnlyList<PackageChange> plan) =>
    [
        .. plan.Select(c => c.Outcome == ChangeOutcome.Planned
            ? c with { Outcome = ChangeOutcome.Unchanged, Reason = "the transaction was not begun" }
            : c),
    ];

    /// <summary>The advisories are read before the job's changes begin: afterwards nobody knows what they asked for.</summary>
    private async Task<PreparedChange> WithWishesAsync(PreparedChange prepared, CancellationToken stop)
    {
        try
        {
            return await tools.Planner.WithWishesAsync(prepared, stop);
        }
        catch (OperationCanceledException)
        {
            return prepared;
        }
    }

    private async Task<PackageResult<PreparedChange>> PrepareAsync(JobRequest request, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(Limit, tools.Packages.Time, cancellationToken);
        try
        {
            return await tools.Planner.PrepareAsync(request, deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.IsOver && !cancellationToken.IsCancellationRequested)
        {
            return PackageFailure.NoAnswer(Limit);
        }
    }

    private StepResult Record(ChangeRun run, PreparedChange prepared)
    {
        var (context, plan) = (run.Context, prepared.Plan);
        IReadOnlyList<PackageChange> changes = [.. plan.Changes, .. plan.Skipped];
        if (run.Job.Request.PlanDigest is { } agreed && agreed != plan.Digest)
        {
            context.RecordChanges(NotBegun(changes));
            return StepResult.End(new JobEnd.Failed(
                JobErrorCode.DependencyConflict, PlanRemedies.Outrun(plan.Digest), Retryable: true));
        }

        if (prepared.Unconfirmed is { } unconfirmed && run.Job.Request.PlanDigest is null)
        {
            context.RecordChanges(NotBegun(changes));
            return StepResult.End(PackageTools.Failed(unconfirmed));
        }

        foreach (var warning in plan.Warnings.Except(run.Job.Warnings))
        {
            context.Warn(warning);
        }

        // On disk before any effect: after a crash the installed versions are compared with this.
        var automatic = tools.Marks?.Automatic();
        context.RecordAutomatic(
            [.. plan.Changes.Where(c => c.FromVersion is not null && automatic?.Contains(c.Name) == true).Select(c => c.Name)]);
        if (prepared.Transaction is null)
        {
            context.RecordChanges(changes);
            return WithoutTransaction(run, Qualified(NothingToDo(run.Job.Request, prepared), run));
        }

        if (!context.TryRecordPlan(changes))
        {
            context.RecordChanges(NotBegun(changes));
            return StepResult.End(new JobEnd.Failed(
                JobErrorCode.DiskFull, "the plan could not be written to the job journal; nothing was changed", Retryable: true));
        }

        run.Prepared = prepared;
        return StepResult.Next;
    }

    /// <summary>
    /// Continues with the reboot and the service restarts: an earlier change may need them, although this job changes no package.
    /// </summary>
    private static StepResult WithoutTransaction(ChangeRun run, JobEnd end)
    {
        if (end is not JobEnd.Completed done || run.Job.IsTerminal)
        {
            return StepResult.End(end);
        }

        run.Done = done;
        return new StepResult.GoTo(StepName.Reboot);
    }

    /// <summary>
    /// Qualifies "nothing to do" when not every repository could be read; when maybe none was, it says more than is known.
    /// </summary>
    private static JobEnd Qualified(JobEnd end, ChangeRun run) => (end, run.Refreshed) switch
    {
        (JobEnd.Completed done, RefreshOutcome.Partial) =>
            done with { Message = $"{done.Message}; {RefreshStep.Partial}, so there may be more" },
        (JobEnd.Completed, RefreshOutcome.Failed) => PackageTools.Failed(run.RefreshFailure! with
        {
            Message = $"the repositories could not be refreshed, so whether there are updates is not known: {run.RefreshFailure.Message}",
        }),
        _ => end,
    };
}
