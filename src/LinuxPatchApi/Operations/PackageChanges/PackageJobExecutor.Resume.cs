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

/// <summary>Jobs that were in hand when the agent went down.</summary>
internal sealed partial class PackageJobExecutor
{
    public async Task<JobEnd> ResumeAsync(JobContext context, CancellationToken shutdown)
    {
        context.Cancellable(false);
        var job = context.Job;
        if (job.Request is RepairRequest)
        {
            return await ResumeRepairAsync(context, shutdown);
        }

        var planned = job.Changes.Where(c => c.Outcome != ChangeOutcome.Skipped).ToList();
        if (planned.Count == 0)
        {
            return context.StopReason == StopReason.Cancelled ? new JobEnd.Cancelled("cancelled; nothing was changed") : new JobEnd.Failed(JobErrorCode.AgentRestarted, "the agent restarted before the job changed anything", Retryable: true);
        }

        context.Log("the agent restarted; looking for the package transaction");
        var printed = terminal.Position();
        var work = FollowAsync(context, shutdown);
        var report = await rescue.EndAsync(context, work, shutdown);
        context.Log(report is { Unheard: true } ? "nobody could be asked about the transaction" : report is null ? "the transaction is over" : "the transaction was followed to its end");
        context.Enter(JobPhase.Verifying, "comparing the installed versions with the plan");
        var after = await AfterAsync(context, shutdown);
        if (!after.IsSuccess)
        {
            return new JobEnd.Unverified(JobErrorCode.AgentRestarted, $"the agent restarted, and the result could not be verified: {after.Failure.Message}");
        }

        var changes = Verification.Judge(job.Changes, after.Value);
        if (report is { Unheard: true, Failure: var silence } && changes.Any(c => c.Outcome is not (ChangeOutcome.Applied or ChangeOutcome.Skipped)))
        {
            // It may be at work still: what is not in place now may be in a moment, so no outcome is told.
            return new JobEnd.Unverified(
                JobErrorCode.AgentRestarted, $"the agent restarted, and whether the transaction goes on is not known yet: {silence?.Message}");
        }

        // Known of the former life's last transaction; a plan of another one is compared alone.
        var before = former?.Of(job.Id);
        IReadOnlyList<PackageChange> unplanned = before is null ? [] : [.. Verification.Unplanned(job.Changes.Where(IsPlanned).ToList(), before, after.Value)];
        context.Changes([.. before is null ? changes : changes.Where(IsPlanned), .. unplanned]);
        var verdict = await JudgeAsync(job, [.. changes.Where(IsPlanned)], report, context.StopReason, shutdown);
        var end = WithBroken(before is null ? verdict : Verdict.WithUnplanned(verdict, unplanned, before, IsForced(job)), after.Value);
        if (end is JobEnd.Failed)
        {
            LogPrinted(context, printed);
        }

        Afterwards(context, changes, after.Value, new JobTraces(printed, null), shutdown);
        await ReadPatchesAsync(shutdown);
        return end is JobEnd.Completed completed && !context.Job.IsTerminal && job.Request is ApplyRequest { AllowReboot: true } apply
            ? await reboot.AfterAsync(context, apply, report ?? new ExecutionReport(null, RestartSystem: false), completed, time.GetUtcNow(), shutdown)
            : end;
    }

    /// <summary>Not one that the former life found beside its plan.</summary>
    private static bool IsPlanned(PackageChange change) => change.Reason is not (Verification.NotPlanned or Verification.RemovedUnplanned);

    /// <summary>The end of the transaction. A bus or a package manager that does not answer yet is waited for, for a time.</summary>
    private async Task<ExecutionReport?> FollowAsync(JobContext context, CancellationToken shutdown)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var report = await backend.FollowAsync(context.Job.Transaction, new JobObserver(context), shutdown);
            if (report is not { Unheard: true } || IsOver(context, started))
            {
                return report;
            }

            context.NotKnownYet(report.Failure!.Message);
            await Task.Delay(PackageLimits.RecoveryLook, time, shutdown);
        }
    }

    /// <summary>What is installed after the work; a source that does not answer yet is waited for, for a time.</summary>
    private async Task<PackageResult<InstalledInventory>> AfterAsync(JobContext context, CancellationToken shutdown)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            installed.Invalidate();
            var after = await installed.CurrentAsync(shutdown);
            if (after.IsSuccess || IsOver(context, started))
            {
                return after;
            }

            context.NotKnownYet(after.Failure.Message);
            await Task.Delay(PackageLimits.RecoveryLook, time, shutdown);
        }
    }

    private bool IsOver(JobContext context, long started) =>
        !context.IsPatient || time.GetElapsedTime(started) >= PackageLimits.RecoveryDeadline;

    private async Task<JobEnd> JudgeAsync(
        Job job, IReadOnlyList<PackageChange> changes, ExecutionReport? report, StopReason stop, CancellationToken shutdown)
    {
        if (report is null)
        {
            // The installed versions decide; the history only says whether an unfinished result has a cause of its own.
            var succeeded = job.Transaction is { } transaction ? await backend.SucceededAsync(transaction, shutdown) : null;
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

        return RollbackVerdict(job, Verdict.Of(changes, report, stop)) is var end && end is JobEnd.Completed done
            ? done with { Message = $"the agent restarted meanwhile; {done.Message}" }
            : end;
    }
}
