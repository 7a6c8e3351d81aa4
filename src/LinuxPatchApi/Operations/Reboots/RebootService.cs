using LinuxPatchApi.Host;
using LinuxPatchApi.Host.Reboots;
using LinuxPatchApi.HostServices;
using LinuxPatchApi.HostServices.Login1;
using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Planning;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Operations.Reboots;

/// <summary>
/// Reboots through logind's own schedule. Admission closes from the reservation until the host is back or the reboot is cancelled;
/// the job ends when another boot id is seen (<see cref="RebootReturn"/>).
/// </summary>
internal sealed class RebootService(
    JobService jobs,
    LogindClient logind,
    RebootEvidence evidence,
    RebootWatch watch,
    HostFacts host,
    RebootHints hints,
    InstalledCache installed,
    TimeProvider time,
    ILogger<RebootService> logger)
{
    public async Task<RebootAnswer> RequestAsync(
        RebootRequest request, bool acknowledged, Func<DateTimeOffset, JobOrigin> origin, CancellationToken cancellationToken)
    {
        var (unavailable, blocking) = await watch.LookAsync(cancellationToken);
        if (unavailable is not null)
        {
            return RebootAnswer.Refused(RebootObstacle.Unavailable, unavailable);
        }

        // In the record of the job, before the effect: when the host comes back, this is what closes it.
        var proof = await evidence.BeforeAsync(cancellationToken);
        var unclean = await installed.UncleanAsync(cancellationToken);
        var active = jobs.Active();
        if (RebootGuard.Check(active, blocking, unclean, request.Force, acknowledged) is { } obstacle)
        {
            return RebootAnswer.Refused(obstacle, Explain(obstacle, active, blocking, unclean), active, blocking) with { Unclean = unclean };
        }

        var at = At(time.GetUtcNow(), request.DelaySeconds);
        var reserved = new JobEnd.Rebooting($"the host reboots at {at:yyyy-MM-dd'T'HH:mm:ss'Z'}", at);
        var admission = jobs.Reserve(
            request,
            origin(at),
            $"a reboot is reserved for {at:yyyy-MM-dd'T'HH:mm:ss'Z'}",
            j => JobTransitions.End(JobTransitions.Start(j, j.CreatedAt) with { Reboot = proof }, reserved, j.CreatedAt));
        if (admission.Job is not { } job)
        {
            return RebootAnswer.Refused(
                admission.Refusal == AdmissionRefusal.StorageFailed ? RebootObstacle.StorageFailed : RebootObstacle.Frozen, admission.Detail!);
        }

        await ScheduleAsync(job, at, request);
        return new RebootAnswer(job, at, null, null, [], []);
    }

    /// <summary>What the request would meet now; nothing is reserved.</summary>
    public async Task<Plan> PreviewAsync(RebootRequest request, bool acknowledged, CancellationToken cancellationToken)
    {
        var (unavailable, blocking) = await watch.LookAsync(cancellationToken);
        var unclean = await installed.UncleanAsync(cancellationToken);
        return RebootPreview.Of(Reasons(), unavailable, jobs.Frozen, jobs.Active(), blocking, unclean, request.Force, acknowledged);
    }

    /// <summary>The job whose reboot was cancelled as it was before; null when there is none of ours. A failure leaves all as it is.</summary>
    /// <param name="answer">Makes the first answer, to be on the disk with the wish; null when the client sent no key.</param>
    public async Task<RebootCancellation> CancelAsync(Func<Job, DateTimeOffset, KeptAnswer?>? answer, CancellationToken cancellationToken)
    {
        if (jobs.Store.All().FirstOrDefault(j => j.Status == JobStatus.Rebooting) is not { } job)
        {
            return new RebootCancellation(null, null, null);
        }

        // On disk before logind is asked: an agent that dies in between finishes the cancel.
        if (!jobs.Of(job.Id).TryRecord(j => Cancelling(j, true).Answered(answer?.Invoke(j, time.GetUtcNow()))))
        {
            return new RebootCancellation(job, RebootObstacle.StorageFailed, jobs.Store.StorageProblem);
        }

        // What has begun on the disk goes on, whatever becomes of the client's connection.
        var scheduled = await logind.GetScheduledAsync(CancellationToken.None);
        var isOfOthers = scheduled.IsSuccess && scheduled.Value is { } found && !RebootGuard.IsOurs(found, job.RebootAt ?? found.At);

        // What somebody else scheduled in its place is not ours to take back; our job is over all the same.
        var failure = isOfOthers ? null : (await logind.CancelScheduledAsync(CancellationToken.None)).Failure;
        if (failure is not null)
        {
            jobs.Of(job.Id).Record(j => Cancelling(j, false) with { Answers = job.Answers }, persist: true);
            return new RebootCancellation(job, RebootObstacle.Unavailable, jobs.Store.IsUnsaved(job.Id)
                ? $"{failure.Detail}; the wish to cancel could not be taken back on the disk ({jobs.Store.StorageProblem}): an agent that is restarted before it can be will try again"
                : failure.Detail);
        }

        watch.Close(job.Id, RebootWatch.Cancelled(job));
        return new RebootCancellation(job, null, null);
    }

    /// <summary>Why the host needs a reboot; empty when it does not.</summary>
    public IReadOnlyList<string> Reasons() =>
        RebootNeed.Reasons(host.RebootMarker(), hints.All(), host.Container, host.Kernel, host.InstalledKernels());

    /// <summary>What speaks against a reboot.</summary>
    public IReadOnlyList<string> Notes() =>
        RebootNotes.Of(host.RebootMarker(), hints.All(), host.Container, host.Kernel, host.InstalledKernels());

    /// <summary>Takes up a reboot that was reserved before the agent restarted; it may have died before logind had it.</summary>
    public void Resume(Job job)
    {
        jobs.Freeze("a reboot is reserved");
        watch.Begin(job.Id, job.RebootAt ?? time.GetUtcNow(), lookAtOnce: true);
    }

    /// <summary>
    /// A job that still works may have scheduled a reboot just before the agent was killed: logind would carry it out whatever the job
    /// comes to. It is taken back; the job asks anew when it has done its work. What it asked for meanwhile is of another time and stays.
    /// </summary>
    /// <param name="former">The jobs as the journal had them at the start.</param>
    public async Task WithdrawAsync(IReadOnlyList<Job> former, CancellationToken cancellationToken)
    {
        foreach (var job in former)
        {
            if (job is { Status: JobStatus.Running, RebootAt: { } at }
                && await watch.WithdrawAsync(at, cancellationToken))
            {
                RebootsLog.Withdrawn(logger, job.Id, at);
            }
        }
    }

    private static Job Cancelling(Job job, bool isUnderWay) =>
        job.Reboot is { } proof ? job with { Reboot = proof with { Cancelling = isUnderWay } } : job;

    private static string Explain(RebootObstacle obstacle, IReadOnlyList<Job> active, IReadOnlyList<Inhibitor> blocking, UncleanDatabase? unclean) => obstacle switch
    {
        RebootObstacle.DatabaseUnclean => $"the host may not come up: {unclean!.Told}",
        RebootObstacle.DatabaseMutation => "packages are being written; a reboot now may leave the package database broken",
        _ when active.Count > 0 => $"{active.Count} job(s) are active",
        _ => "blocked by " + RebootGuard.Names(blocking),
    };

    /// <summary>The moment of a reboot. Never so soon that nobody could cancel it.</summary>
    public static DateTimeOffset At(DateTimeOffset now, int delaySeconds)
    {
        var delay = TimeSpan.FromSeconds(delaySeconds);
        return now + (delay < RebootLimits.LeastDelay ? RebootLimits.LeastDelay : delay);
    }

    /// <summary>Goes on whatever becomes of the client's connection: a reservation that nobody watches would keep admission closed.</summary>
    private async Task ScheduleAsync(Job job, DateTimeOffset at, RebootRequest request)
    {
        var message = $"linux-patch-api: {request.Reason ?? "reboot"} (asked for by {job.RequestedBy.Subject})";
        var scheduled = await logind.ScheduleRebootAsync(at, message, CancellationToken.None);
        if (scheduled.Failure is { Reason: HostFailureReason.TimedOut or HostFailureReason.Disconnected })
        {
            // logind may have it all the same: a host must not go down after its job was called failed.
            watch.Begin(job.Id, at, lookAtOnce: true);
            return;
        }

        if (scheduled.Failure is { } failure && !(failure.Reason == HostFailureReason.Refused && request.Force))
        {
            watch.Close(job.Id, new JobEnd.Failed(JobErrorCode.RebootError, failure.Detail, Retryable: true));
            return;
        }

        // systemd 257 and later schedule nothing over a lock, and root may reboot over it: so the agent keeps the time itself.
        if (!jobs.Of(job.Id).TryRecord(j => j with { Reboot = j.Reboot! with { Scheduled = scheduled.IsSuccess, OverInhibitors = !scheduled.IsSuccess } })
            && !scheduled.IsSuccess)
        {
            watch.Close(job.Id, new JobEnd.Failed(JobErrorCode.DiskFull, $"the reboot was not made: {jobs.Store.StorageProblem}", Retryable: true));
            return;
        }

        RebootsLog.Scheduled(logger, job.Id, at, message);
        watch.Begin(job.Id, at, lookAtOnce: false);
    }
}
