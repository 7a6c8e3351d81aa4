using LinuxPatchApi.Files;
using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges.Planning;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Operations.Steps;
using LinuxPatchApi.Operations.Transactions;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Operations.PackageChanges;

/// <summary>Compares the installed set with the plan. Looks only, and may be done any number of times: a job that was interrupted here is taken up at its
/// transaction.</summary>
internal sealed class VerifyStep(ChangeTools tools) : IStep<ChangeRun>
{
    private readonly PackageTools _packages = tools.Packages;

    public StepName Name => StepName.Verify;

    public bool MayHaveBegun(Job job) => false;

    public async Task<StepResult> RunAsync(ChangeRun run, CancellationToken shutdown)
    {
        var context = run.Context;
        context.Enter(JobPhase.Verifying, "comparing the installed versions with the plan");
        context.Cancellable(false);
        var after = await _packages.AfterAsync(context, shutdown);
        var end = run.Prepared is { } prepared
            ? Planned(run, prepared, run.Report!, after, shutdown)
            : await ResumedAsync(run, after, shutdown);
        if (end is JobEnd.Unverified)
        {
            return StepResult.End(end);
        }

        await _packages.ReadPatchesAsync(shutdown);
        if (end is not JobEnd.Completed completed || run.Job.IsTerminal)
        {
            return StepResult.End(end);
        }

        run.Done = completed;
        return StepResult.Next;
    }

    public Task<StepResult> ResumeAsync(ChangeRun run, CancellationToken shutdown) => RunAsync(run, shutdown);

    private JobEnd Planned(ChangeRun run, PreparedChange prepared, ExecutionReport report, PackageResult<InstalledInventory> after, CancellationToken shutdown)
    {
        if (!after.IsSuccess)
        {
            return new JobEnd.Unverified(JobErrorCode.PackageManagerError, $"the result could not be verified: {after.Failure.Message}");
        }

        var (context, traces) = (run.Context, run.Traces!);
        if (report.Failure is { } failed)
        {
            report = report with { Failure = DiskCause.Of(failed, _packages.Terminal.Since(traces.Printed), Mounts.Read()) };
        }

        IReadOnlyList<PackageChange> told = [.. prepared.Plan.Changes, .. prepared.Plan.Skipped];
        var changes = Verification.Judge(told, after.Value);
        IReadOnlyList<PackageChange> unplanned = [.. Verification.Unplanned(told, prepared.Before, after.Value)];
        context.Changes([.. changes, .. unplanned]);
        var verdict = Verdict.WithUnplanned(Verdict.Of(changes, report, context.StopReason), unplanned, prepared.Before, IsForced(run.Job));
        var end = WithBroken(RollbackVerdict(run.Job, verdict), after.Value);
        if (end is JobEnd.Failed)
        {
            _packages.LogPrinted(context, traces.Printed);
        }
        else if (report.Failure is { } words)
        {
            context.Warn($"the package manager reported a failure, but all planned changes are in place: {words.Message}");
        }

        Afterwards(context, changes, after.Value, traces, shutdown);
        return end;
    }

    /// <summary>Of a job whose transaction began in the agent's previous life: its record has the plan.</summary>
    private async Task<JobEnd> ResumedAsync(ChangeRun run, PackageResult<InstalledInventory> after, CancellationToken shutdown)
    {
        if (!after.IsSuccess)
        {
            return new JobEnd.Unverified(JobErrorCode.AgentRestarted, $"the agent restarted, and the result could not be verified: {after.Failure.Message}");
        }

        var (context, job, report) = (run.Context, run.Job, run.Report);
        var changes = Verification.Judge(job.Changes, after.Value);
        if (report is { Unheard: true, Failure: var silence } && changes.Any(c => c.Outcome is not (ChangeOutcome.Applied or ChangeOutcome.Skipped)))
        {
            // It may be at work still: what is not in place now may be in a moment, so no outcome is told.
            return new JobEnd.Unverified(
                JobErrorCode.AgentRestarted, $"the agent restarted, and whether the transaction goes on is not known yet: {silence?.Message}");
        }

        // Known of the previous life's last transaction; a plan of another one is compared alone.
        var before = _packages.Before?.Of(job.Id);
        IReadOnlyList<PackageChange> planned = [.. job.Changes.Where(IsPlanned)];
        IReadOnlyList<PackageChange> unplanned = before is null ? [] : [.. Verification.Unplanned(planned, before, after.Value)];
        context.Changes([.. before is null ? changes : changes.Where(IsPlanned), .. unplanned]);
        var verdict = await JudgeAsync(job, [.. changes.Where(IsPlanned)], report, context.StopReason, shutdown);
        var end = WithBroken(before is null ? verdict : Verdict.WithUnplanned(verdict, unplanned, before, IsForced(job)), after.Value);
        if (end is JobEnd.Failed)
        {
            _packages.LogPrinted(context, run.Traces!.Printed);
        }

        Afterwards(context, changes, after.Value, run.Traces!, shutdown);
        return end;
    }

    private async Task<JobEnd> JudgeAsync(
        Job job, IReadOnlyList<PackageChange> changes, ExecutionReport? report, StopReason stop, CancellationToken shutdown)
    {
        if (report is null)
        {
            // The installed versions decide; the history only says whether an unfinished result has a cause of its own.
            var succeeded = job.Transaction is { } transaction ? await _packages.Engine.SucceededAsync(transaction, shutdown) : null;
            var failure = new PackageFailure(
                JobErrorCode.AgentRestarted,
                succeeded switch
                {
                    true => "the agent restarted meanwhile; the package manager's history calls the transaction a success",
                    false => "the agent restarted meanwhile; the package manager's history calls the transaction a failure",
                    null => "the agent restarted meanwhile; the package manager's history does not know the transaction",
                },
                Retryable: true);
            report = new ExecutionReport(failure, RestartSystem: false);
        }

        var end = RollbackVerdict(job, Verdict.Of(changes, report, stop));
        return end is JobEnd.Completed done ? done with { Message = $"the agent restarted meanwhile; {done.Message}" } : end;
    }

    /// <summary>Keeps the files of what went in, and tells which configuration files were kept and which packages lost the mark of an automatic installation.</summary>
    private void Afterwards(JobContext context, IReadOnlyList<PackageChange> changes, InstalledInventory after, JobTraces traces, CancellationToken shutdown)
    {
        var touched = changes.Where(c => c.Outcome is ChangeOutcome.Applied or ChangeOutcome.Different && c.ToVersion is not null).Select(c => c.Name);
        foreach (var warning in tools.KeptFiles.Told(traces.Files, tools.KeptFiles.Of(touched, shutdown), _packages.Terminal.Since(traces.Printed)).Except(context.Job.Warnings))
        {
            context.Warn(warning);
        }

        PackageTools.LogAll(context, _packages.Store?.KeepPresent(changes));
        var previous = context.Job.Automatic.Concat((context.Job.Request as RollbackRequest)?.Automatic ?? []).Distinct(StringComparer.Ordinal).ToList();
        if (previous.Count == 0 || tools.Marks?.Automatic() is not { } now)
        {
            return;
        }

        foreach (var name in previous.Where(n => !now.Contains(n) && after.Named(n).Any()))
        {
            context.Warn($"{name} counts as manually installed now; it was automatically installed before, and the package manager's D-Bus interface cannot say so ({after.Terms.MarkAutomatic} {name})");
        }
    }

    /// <summary>Not one that the previous life found beside its plan.</summary>
    private static bool IsPlanned(PackageChange change) => change.Reason is not (Verification.NotPlanned or Verification.RemovedUnplanned);

    private static bool IsForced(Job job) => job.Request is PackageRequest request && request.IsForced();

    /// <summary>A package that is installed in part spoils every later transaction: the job that left it names it and the cure.</summary>
    private static JobEnd WithBroken(JobEnd end, InstalledInventory after) =>
        end is JobEnd.Failed && Unfinished.Told(after) is { } told ? end with { Message = $"{end.Message}; {told}" } : end;

    /// <summary>An undo that did not reach the previous state has a code of its own; its cause stays in the text.</summary>
    private static JobEnd RollbackVerdict(Job job, JobEnd end) => job.Operation == JobOperation.Rollback && end is JobEnd.Failed { Code: not JobErrorCode.Timeout } failed
        ? failed with { Code = JobErrorCode.RollbackFailed }
        : end;
}
