using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Backends;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Packages.Execution;

/// <summary>Jobs that were in hand when the agent went down.</summary>
internal sealed partial class PackageJobExecutor
{
    public async Task<JobEnd> ResumeAsync(JobContext context, CancellationToken shutdown)
    {
        context.Cancellable(false);
        var job = context.Job;
        if (job.Request is RepairRequest)
        {
            return await ResumeRepairAsync(context, shutdown).ConfigureAwait(false);
        }

        var planned = job.Changes.Where(c => c.Outcome != ChangeOutcome.Skipped).ToList();
        if (planned.Count == 0)
        {
            return new JobEnd.Failed(JobErrorCode.AgentRestarted, "the agent restarted before the job changed anything", Retryable: true);
        }

        context.Log("the agent restarted; looking for the package transaction");
        var printed = terminal.Position();
        var work = backend.FollowAsync(job.TransactionPath, new JobObserver(context), shutdown);
        var report = await rescue.EndAsync(context, work, shutdown).ConfigureAwait(false);
        context.Log(report is null ? "the transaction is over" : "the transaction was followed to its end");
        context.Enter(JobPhase.Verifying, "comparing the installed versions with the plan");
        installed.Invalidate();
        var after = await installed.CurrentAsync(shutdown).ConfigureAwait(false);
        if (!after.IsSuccess)
        {
            return new JobEnd.Failed(JobErrorCode.AgentRestarted, $"the agent restarted, and the result could not be verified: {after.Failure.Message}", Retryable: false);
        }

        var changes = Verification.Judge(job.Changes, after.Value);
        context.Changes(changes);
        var end = WithBroken(await JudgeAsync(job, changes, report, context.StopReason, shutdown).ConfigureAwait(false), after.Value);
        if (end is JobEnd.Failed)
        {
            LogPrinted(context, printed);
        }

        Afterwards(context, changes, after.Value);
        await ReadPatchesAsync(shutdown).ConfigureAwait(false);
        return end is JobEnd.Completed completed && job.Request is ApplyRequest { AllowReboot: true } apply
            ? await reboot.AfterAsync(context, apply, report ?? new ExecutionReport(null, RestartSystem: false), completed, time.GetUtcNow(), shutdown).ConfigureAwait(false)
            : end;
    }

    private async Task<JobEnd> JudgeAsync(
        Job job, IReadOnlyList<PackageChange> changes, ExecutionReport? report, StopReason stop, CancellationToken shutdown)
    {
        if (report is null)
        {
            // The installed versions decide; the history only says whether an unfinished result has a cause of its own.
            var succeeded = job.TransactionPath is { } path ? await backend.SucceededAsync(path, shutdown).ConfigureAwait(false) : null;
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
