using LinuxPatchApi.Host;
using LinuxPatchApi.Host.Reboots;
using LinuxPatchApi.HostServices.Login1;
using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.Steps;
using LinuxPatchApi.Packages.Caches;

namespace LinuxPatchApi.Operations.Reboots;

/// <summary>
/// Reserves a reboot after a job that allowed it, when one is really needed. The proof and the time are in the record before logind is asked. A job that
/// was interrupted in between is taken up at its transaction: what logind had of it is withdrawn at the start (<see cref="RebootReturn"/>), and asked for
/// anew after another verification.
/// </summary>
internal sealed class RebootStep(
    JobService jobs,
    LogindClient logind,
    RebootEvidence evidence,
    RebootWatch watch,
    RebootHints hints,
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

        if (run.RestartSystem)
        {
            hints.Add($"job {run.Job.Id}");
        }

        var completed = run.Done!;
        if (reboots.Reasons().Count == 0)
        {
            run.Done = completed with { Message = completed.Message + "; no reboot is needed" };
            return StepResult.Next;
        }

        var (unavailable, blocking) = await watch.LookAsync(shutdown);
        if (RebootGuard.Against(unavailable, blocking, await installed.UncleanAsync(shutdown)) is { } obstacle)
        {
            return NotMade(run, completed, obstacle);
        }

        var end = await ReserveAsync(run, completed, RebootService.At(time.GetUtcNow(), delay), shutdown);
        if (end is JobEnd.Rebooting && run.RestartsServices)
        {
            run.Context.Log("no service is restarted by itself: the host reboots");
        }

        return end is null ? StepResult.Next : StepResult.End(end);
    }

    public Task<StepResult> ResumeAsync(JobRun run, CancellationToken shutdown) => RunAsync(run, shutdown);

    /// <summary>Null when the reboot is not made.</summary>
    private async Task<JobEnd?> ReserveAsync(JobRun run, JobEnd.Completed completed, DateTimeOffset at, CancellationToken shutdown)
    {
        var context = run.Context;
        jobs.Freeze($"a reboot is reserved for {at:yyyy-MM-dd'T'HH:mm:ss'Z'}");
        var proof = await evidence.BeforeAsync(shutdown);
        if (!context.TryRecord(j => j with { Reboot = proof, RebootAt = at }))
        {
            jobs.Thaw();
            NotMade(run, completed, $"the job journal cannot be written: {context.StorageProblem}");
            return null;
        }

        var scheduled = await logind.ScheduleRebootAsync(at, $"linux-patch-api: reboot after job {run.Job.Id}", shutdown);
        var outcome = ScheduleOutcomes.NeedsLook(scheduled)
            ? ScheduleOutcomes.Judge(await logind.GetScheduledAsync(shutdown), at)
            : scheduled.IsSuccess ? ScheduleOutcome.Stands : ScheduleOutcome.Absent;
        if (outcome == ScheduleOutcome.Absent)
        {
            jobs.Thaw();
            context.Record(j => j with { Reboot = null, RebootAt = null }, persist: true);
            NotMade(run, completed, ScheduleOutcomes.WhyNot(scheduled.Failure!));
            return null;
        }

        if (outcome == ScheduleOutcome.Unknown)
        {
            // A host must not go down after its job was called done: the reservation stays, and logind is asked until it tells.
            context.Warn($"whether logind has the reboot is not known, it is asked again: {scheduled.Failure!.Detail}");
            watch.Begin(run.Job.Id, at, lookAtOnce: true);
            return new JobEnd.Rebooting($"{completed.Message}; whether the host reboots at {at:yyyy-MM-dd'T'HH:mm:ss'Z'} is not known yet", at);
        }

        context.Record(j => j with { Reboot = proof with { Scheduled = true } }, persist: true);
        watch.Begin(run.Job.Id, at, lookAtOnce: false);
        return new JobEnd.Rebooting($"{completed.Message}; rebooting at {at:yyyy-MM-dd'T'HH:mm:ss'Z'}", at);
    }

    private static StepResult NotMade(JobRun run, JobEnd.Completed completed, string why)
    {
        run.Context.Warn($"a reboot is needed but was not made: {why}");
        run.Done = completed with { Message = $"{completed.Message}; the reboot was not made: {why}" };
        return StepResult.Next;
    }
}
