using LinuxPatchApi.Host;
using LinuxPatchApi.Host.Reboots;
using LinuxPatchApi.HostServices.Login1;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Queue;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Operations.Steps;
using LinuxPatchApi.Packages.Caches;

namespace LinuxPatchApi.Operations.Reboots;

/// <summary>
/// Reserves a reboot after a job that allowed it, when one is really needed. The proof and the time are in the record before logind is
/// called. A job that was interrupted in between is resumed at its transaction: the start cancels what logind had of it (<see
/// cref="RebootReturn"/>), and it is scheduled again after another verification.
/// </summary>
internal sealed class RebootStep(
    JobService jobs,
    LogindClient logind,
    RebootEvidence evidence,
    RebootWatch watch,
    RebootService reboots,
    InstalledCache installed,
    TimeProvider time) : IStep<JobRun>
{
    public StepName Name => StepName.Reboot;

    public bool MayHaveBegun(Job job) => false;

    public async Task<StepResult> RunAsync(JobRun run, CancellationToken shutdown)
    {
        if (run.RebootDelaySeconds is not { } delay)
        {
            return StepResult.Next;
        }

        var completed = run.Done!;
        var left = await LeftAsync(run, shutdown);
        if (reboots.Reasons().Count == 0)
        {
            completed = completed with { Message = completed.Message + "; no reboot is needed" };
            return Then(run, left is null ? completed : Withdrawing(run, completed, left));
        }

        if (jobs.RightLost(run.Job) is { } lost)
        {
            completed = NotMade(run, completed, lost);
            return Then(run, left is null ? completed : Withdrawing(run, completed, left));
        }

        var (unavailable, blocking) = await watch.QueryAsync(shutdown);
        var unclean = await installed.UncleanAsync(shutdown);
        var (silence, ahead) = await watch.AheadAsync(shutdown);
        if (RebootGuard.Against(unavailable ?? silence, blocking, unclean, ahead) is { } obstacle)
        {
            completed = NotMade(run, completed, obstacle);
            return Then(run, left is null ? completed : Withdrawing(run, completed, left));
        }

        var end = await ReserveAsync(run, completed, RebootService.At(time.GetUtcNow(), delay), left, shutdown);
        if (end is JobEnd.Rebooting && run.RestartsServices)
        {
            run.Context.Log("no service is restarted by itself: the host reboots");
        }

        return Then(run, end);
    }

    public Task<StepResult> ResumeAsync(JobRun run, CancellationToken shutdown) => RunAsync(run, shutdown);

    private static StepResult Then(JobRun run, JobEnd end)
    {
        if (end is not JobEnd.Completed completed)
        {
            return StepResult.End(end);
        }

        run.Done = completed;
        return StepResult.Next;
    }

    /// <summary>
    /// Cancels the schedule that the agent's previous run may have made for this job. Returns null when logind does not have it any more.
    /// </summary>
    private async Task<LeftSchedule?> LeftAsync(JobRun run, CancellationToken shutdown)
    {
        if (run.Job.RebootAt is not { } at)
        {
            return null;
        }

        if ((await watch.Withdrawal.TryAsync(at, shutdown)).Problem is { } problem)
        {
            return new LeftSchedule(at, problem);
        }

        run.Context.Record(j => j with { Reboot = null, RebootAt = null }, persist: true);
        return null;
    }

    /// <summary>
    /// Ends the job's work while logind may still take the host down: the job waits for logind's answer, and other jobs with it.
    /// </summary>
    private JobEnd Withdrawing(JobRun run, JobEnd.Completed completed, LeftSchedule left)
    {
        if (IsReservedByOther("whether a reboot is still scheduled is not known"))
        {
            return completed with { Message = $"{completed.Message}; {jobs.Frozen}" };
        }

        run.Context.Record(
            j => j with
            {
                RebootAt = left.At,
                Reboot = (j.Reboot ?? new RebootProof(j.BootId, "unknown", null)) with { Scheduled = true, Cancelling = true },
            },
            persist: true);
        watch.Begin(run.Job.Id, left.At, checkNow: true);
        return new JobEnd.Rebooting(
            $"{completed.Message}; whether logind still has the reboot at {left.At:yyyy-MM-dd'T'HH:mm:ss'Z'}, which is to be cancelled, is "
                + $"not known yet: {left.Problem}",
            left.At);
    }

    /// <summary>
    /// Closes admission. True when a client's reservation has closed it before: a second one would replace its schedule and its watch.
    /// </summary>
    private bool IsReservedByOther(string reason) => !jobs.Freeze(reason) && !jobs.Closing.IsCancellationRequested;

    /// <summary>Returns the end of the job: completed when the reboot was not scheduled.</summary>
    /// <param name="left">The schedule of the previous run that logind may still have; null for none.</param>
    private async Task<JobEnd> ReserveAsync(
        JobRun run, JobEnd.Completed completed, DateTimeOffset at, LeftSchedule? left, CancellationToken shutdown)
    {
        var context = run.Context;
        if (IsReservedByOther(JobService.Reserved(at)))
        {
            return NotMade(run, completed, jobs.Frozen ?? "another reboot is reserved");
        }

        var proof = await evidence.BeforeAsync(shutdown);
        if (!context.TryRecord(j => j with { Reboot = proof, RebootAt = at }))
        {
            return NotScheduled(run, NotMade(run, completed, $"the job journal cannot be written: {context.StorageProblem}"), left);
        }

        var scheduled = await logind.ScheduleRebootAsync(at, $"linux-patch-api: reboot after job {run.Job.Id}", shutdown);
        var outcome = ScheduleOutcomes.NeedsQuery(scheduled)
            ? ScheduleOutcomes.Judge(await logind.GetScheduledAsync(shutdown), at)
            : scheduled.IsSuccess ? ScheduleOutcome.Stands : ScheduleOutcome.Absent;
        if (outcome == ScheduleOutcome.Absent)
        {
            // logind has one schedule: a new one would have replaced that of the previous run.
            left = left is null ? null
                : (await watch.Withdrawal.TryAsync(left.At, shutdown)).Problem is { } still ? left with { Problem = still } : null;
            context.Record(j => j with { Reboot = null, RebootAt = null }, persist: true);
            return NotScheduled(run, NotMade(run, completed, ScheduleOutcomes.WhyNot(scheduled.Failure!)), left);
        }

        if (outcome == ScheduleOutcome.Unknown)
        {
            // A host must not go down after its job was completed: the reservation stays, and logind is queried until it answers.
            context.Warn($"whether logind has scheduled the reboot is unknown; it is queried again: {scheduled.Failure!.Detail}");
            watch.Begin(run.Job.Id, at, checkNow: true);
            return new JobEnd.Rebooting(
                $"{completed.Message}; whether the host reboots at {at:yyyy-MM-dd'T'HH:mm:ss'Z'} is not known yet", at);
        }

        context.Record(j => j with { Reboot = proof with { Scheduled = true } }, persist: true);
        watch.Begin(run.Job.Id, at, checkNow: false);
        return new JobEnd.Rebooting($"{completed.Message}; rebooting at {at:yyyy-MM-dd'T'HH:mm:ss'Z'}", at);
    }

    private JobEnd NotScheduled(JobRun run, JobEnd.Completed completed, LeftSchedule? left)
    {
        if (left is not null)
        {
            return Withdrawing(run, completed, left);
        }

        jobs.Thaw();
        return completed;
    }

    private static JobEnd.Completed NotMade(JobRun run, JobEnd.Completed completed, string why)
    {
        run.Context.Warn($"a reboot is needed but was not made: {why}");
        return completed with { Message = $"{completed.Message}; the reboot was not made: {why}" };
    }

    /// <summary>A schedule of the previous run that logind may still have.</summary>
    /// <param name="Problem">Why that is unknown.</param>
    private sealed record LeftSchedule(DateTimeOffset At, string Problem);
}
