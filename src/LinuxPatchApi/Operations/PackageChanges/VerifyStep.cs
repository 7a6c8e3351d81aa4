using LinuxPatchApi.Files;
using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Operations.PackageChanges.Planning;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Operations.Steps;
using LinuxPatchApi.Operations.Transactions;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;
using LinuxPatchApi.Packages.Repairs;

namespace LinuxPatchApi.Operations.PackageChanges;

/// <summary>
/// Compares the installed set with the plan. Read-only and repeatable: a job that was interrupted here is resumed at its transaction.
/// </summary>
internal sealed class VerifyStep(ChangeTools tools) : IStep<ChangeRun>
{
    private readonly PackageTools _packages = tools.Packages;

    public StepName Name => StepName.Verify;

    public bool MayHaveBegun(Job job) => false;

    public async Task<StepResult> RunAsync(ChangeRun run, CancellationToken shutdown)
    {
        var context = run.Context;
        context.Enter(JobPhase.Verifying, "comparing the installed versions with the plan");
        context.SetCancellable(false);
        var after = await _packages.AfterAsync(context, shutdown);
        var end = run.Prepared is { } prepared
            ? Planned(run, prepared, run.Report!, after, shutdown)
            : await ResumedAsync(run, after, shutdown);
        AddRebootHints(run);
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

    private JobEnd Planned(
        ChangeRun run, PreparedChange prepared, ExecutionReport report, PackageResult<InstalledInventory> after, CancellationToken shutdown)
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

        IReadOnlyList<PackageChange> planned = [.. prepared.Plan.Changes, .. prepared.Plan.Skipped];
        var changes = Verification.Judge(planned, after.Value);
        if (changes.Any(c => c.Outcome == ChangeOutcome.Unchanged) && PlaceFault.MayCause(report.Failure)
            && _packages.WhyNotWritten(prepared.Transaction is ChangeSet.Remove) is { } place)
        {
            var told = report.Failure?.Message ?? "the package manager reported success";
            report = report with { Failure = place with { Message = $"{place.Message}: {told}" } };
        }

        IReadOnlyList<PackageChange> unplanned = [.. Verification.Unplanned(planned, prepared.Before, after.Value)];
        context.RecordChanges([.. changes, .. unplanned]);
        var verdict = Verdict.WithUnplanned(
            Verdict.Of(changes, report, context.StopReason), unplanned, prepared.Before, IsForced(run.Job), !tools.Planner.Simulates);
        WarnOfVital(context, unplanned);
        var end = WithBroken(RollbackVerdict(run.Job, verdict), after.Value);
        if (end is JobEnd.Failed)
        {
            _packages.LogPrinted(context, traces.Printed);
        }
        else if (report.Failure is { } reported)
        {
            context.Warn(Verdict.InPlace(reported, changes, after.Value.Terms));
        }

        WarnAfterwards(context, changes, after.Value, traces, shutdown);
        return end;
    }

    /// <summary>Judges a job whose transaction began in the agent's previous run: its record has the plan.</summary>
    private async Task<JobEnd> ResumedAsync(ChangeRun run, PackageResult<InstalledInventory> after, CancellationToken shutdown)
    {
        if (!after.IsSuccess)
        {
            return new JobEnd.Unverified(
                JobErrorCode.AgentRestarted, $"the agent restarted, and the result could not be verified: {after.Failure.Message}");
        }

        var (context, job, report) = (run.Context, run.Job, run.Report);
        // Split before they are judged: a judgement has a reason of its own, and unplanned changes are recognised by theirs.
        IReadOnlyList<PackageChange> planned = [.. job.Changes.Where(c => !UnplannedChanges.Contain(c))];
        var changes = Verification.Judge(planned, after.Value);
        if (report is { IsUnknown: true, Failure: var noAnswer }
            && changes.Any(c => c.Outcome is not (ChangeOutcome.Applied or ChangeOutcome.Skipped)))
        {
            // The transaction may still run and complete the changes in a moment, so the outcome is unknown.
            return new JobEnd.Unverified(
                JobErrorCode.AgentRestarted,
                $"the agent restarted, and whether the transaction goes on is not known yet: {noAnswer?.Message}");
        }

        // Known for the previous run's last transaction; the plan of another one is compared without it.
        var before = _packages.Before?.Of(job.Id);
        IReadOnlyList<PackageChange> unplanned =
            [.. before is null ? job.Changes.Where(UnplannedChanges.Contain) : Verification.Unplanned(planned, before, after.Value)];
        context.RecordChanges([.. changes, .. unplanned]);
        var verdict = await JudgeAsync(job, changes, report, context.StopReason, shutdown);
        var end = WithBroken(Verdict.WithUnplanned(verdict, unplanned, before, IsForced(job), !tools.Planner.Simulates), after.Value);
        WarnOfVital(context, unplanned);
        if (end is JobEnd.Failed)
        {
            _packages.LogPrinted(context, run.Traces!.Printed);
        }

        WarnAfterwards(context, changes, after.Value, run.Traces!, shutdown);
        return end;
    }

    /// <summary>
    /// Keeps who asked for a restart of the host, whether or not this job may reboot it: neither a marker nor the kernel shows it
    /// afterwards.
    /// </summary>
    private void AddRebootHints(ChangeRun run)
    {
        foreach (var change in run.Job.Changes.Where(c => c is { RestartsSystem: true, Outcome: ChangeOutcome.Applied }))
        {
            tools.Hints.Add($"the advisory of {change.Name} {change.ToVersion}");
        }

        // Where the distribution has a marker, the service asks for it by that one, which says more and outlives the job by itself.
        if (run.Report is { RestartSystem: true } && (!tools.Planner.HasRebootMarker || run.RebootDelaySeconds is not null))
        {
            tools.Hints.Add($"job {run.Job.Id}");
        }
    }

    private async Task<JobEnd> JudgeAsync(
        Job job, IReadOnlyList<PackageChange> changes, ExecutionReport? report, StopReason stop, CancellationToken shutdown)
    {
        if (report is null)
        {
            // The installed versions decide; the history only shows whether an incomplete result has a cause of its own.
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

    /// <summary>
    /// Stores the files of new versions, and warns about configuration files that were kept and packages that lost the mark of automatic
    /// installation.
    /// </summary>
    private void WarnAfterwards(
        JobContext context, IReadOnlyList<PackageChange> changes, InstalledInventory after, JobTraces traces, CancellationToken shutdown)
    {
        // A removal leaves files as well.
        var touched = changes.Where(c => c.Outcome is ChangeOutcome.Applied or ChangeOutcome.Different).Select(c => c.Name);
        var left = tools.KeptFiles.Of(touched, traces.Watched, shutdown);
        foreach (var warning in tools.KeptFiles.Report(traces.Files, left, _packages.Terminal.Since(traces.Printed))
            .Except(context.Job.Warnings))
        {
            context.Warn(warning);
        }

        PackageTools.LogAll(context, _packages.Store?.KeepPresent(changes));
        var previous = context.Job.Automatic.Concat((context.Job.Request as RollbackRequest)?.Automatic ?? [])
            .Distinct(StringComparer.Ordinal).ToList();
        if (previous.Count == 0 || tools.Marks?.Automatic() is not { } now)
        {
            return;
        }

        foreach (var name in previous.Where(n => !now.Contains(n) && after.Named(n).Any()))
        {
            context.Warn(
                $"{name} counts as manually installed now; it was automatically installed before, and the package manager's D-Bus "
                + $"interface cannot say so ({after.Terms.MarkAutomatic} {name})");
        }
    }

    /// <summary>Where nothing is simulated, the role could not be judged by the plan.</summary>
    private void WarnOfVital(JobContext context, IReadOnlyList<PackageChange> unplanned)
    {
        if (!tools.Planner.Simulates && context.Job.Request is { KeepsVital: true } && Verdict.VitalChanged(unplanned) is { } warning)
        {
            context.Warn(warning);
        }
    }

    private static bool IsForced(Job job) => job.Request is PackageRequest request && request.IsForced();

    /// <summary>Adds partly installed packages and their remedy: they spoil every later transaction.</summary>
    private static JobEnd WithBroken(JobEnd end, InstalledInventory after) =>
        end is JobEnd.Failed && Unfinished.Describe(after) is { } unfinished ? end with { Message = $"{end.Message}; {unfinished}" } : end;

    /// <summary>Replaces the code of an undo that did not restore the previous state; its cause stays in the text.</summary>
    private static JobEnd RollbackVerdict(Job job, JobEnd end) =>
        job.Operation == JobOperation.Rollback && end is JobEnd.Failed { Code: not JobErrorCode.Timeout } failed
        ? failed with { Code = JobErrorCode.RollbackFailed }
        : end;
}
