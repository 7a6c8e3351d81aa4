using LinuxPatchApi.Host;
using LinuxPatchApi.Host.Reboots;
using LinuxPatchApi.HostServices;
using LinuxPatchApi.HostServices.Login1;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Queue;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Planning;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Operations.Reboots;

/// <summary>
/// Reboots the host through logind's own schedule. Admission is closed from the reservation until the host is back or the reboot is
/// cancelled; the job ends when another boot id is seen (<see cref="RebootReturn"/>).
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
        var (unavailable, blocking) = await watch.QueryAsync(cancellationToken);
        if (unavailable is not null)
        {
            return RebootAnswer.Refused(RebootObstacle.Unavailable, unavailable);
        }

        // In the job's record before the effect: it closes the job when the host is back.
        var proof = await evidence.BeforeAsync(cancellationToken);
        var unclean = await installed.UncleanAsync(cancellationToken);
        var active = jobs.Active();
        if (RebootGuard.Check(active, blocking, unclean, request.Force, acknowledged) is { } obstacle)
        {
            return RebootAnswer.Refused(
                obstacle, Explain(obstacle, active, blocking, unclean), active, blocking) with
            { Unclean = unclean };
        }

        // Last, because logind has one schedule: a new one would take the place of somebody else's without a word. No force goes over it.
        var (silence, ahead) = await watch.AheadAsync(cancellationToken);
        if (silence is not null || ahead is not null)
        {
            return silence is not null
                ? RebootAnswer.Refused(RebootObstacle.Unavailable, silence)
                : RebootAnswer.Refused(RebootObstacle.Frozen, RebootGuard.Theirs(ahead!));
        }

        var at = At(time.GetUtcNow(), request.DelaySeconds);
        var reserved = new JobEnd.Rebooting($"the host reboots at {at:yyyy-MM-dd'T'HH:mm:ss'Z'}", at);
        var admission = jobs.Reserve(
            request,
            origin(at),
            JobService.Reserved(at),
            j => JobTransitions.End(JobTransitions.Start(j, j.CreatedAt) with { Reboot = proof }, reserved, j.CreatedAt),
            () => RebootGuard.Check(jobs.Active(), blocking, unclean, request.Force, acknowledged) is null);
        if (admission.Job is not { } job)
        {
            return RebootAnswer.Refused(
                admission.Refusal switch
                {
                    AdmissionRefusal.StorageFailed => RebootObstacle.StorageFailed,
                    AdmissionRefusal.RoleLost => RebootObstacle.RoleLost,
                    _ => RebootObstacle.Frozen,
                },
                admission.Detail!);
        }

        await ScheduleAsync(job, at, request);
        return new RebootAnswer(job, at, null, null, [], []);
    }

    /// <summary>Returns the obstacles that the request would meet now; reserves nothing.</summary>
    public async Task<Plan> PreviewAsync(RebootRequest request, bool acknowledged, CancellationToken cancellationToken)
    {
        var (unavailable, blocking) = await watch.QueryAsync(cancellationToken);
        var unclean = await installed.UncleanAsync(cancellationToken);
        var (silence, ahead) = await watch.AheadAsync(cancellationToken);
        var frozen = jobs.Frozen ?? (ahead is null ? null : RebootGuard.Theirs(ahead));
        return RebootPreview.Of(
            Reasons(), unavailable ?? silence, frozen, jobs.Active(), blocking, unclean, request.Force, acknowledged);
    }

    /// <summary>
    /// Cancels the reserved reboot; the result has the job as it was before. A failure changes nothing. What somebody else has scheduled
    /// stays: a job whose place that took ends as it would have at the next look.
    /// </summary>
    /// <param name="answer">Returns the first answer, which is persisted together with the cancellation; null when the client sent no
    /// key.</param>
    public async Task<RebootCancellation> CancelAsync(Func<Job, DateTimeOffset, KeptAnswer?>? answer, CancellationToken cancellationToken)
    {
        if (Reserved() is null)
        {
            var theirs = host.ScheduledShutdown();
            return new RebootCancellation(null, null, theirs is null ? null : RebootGuard.Theirs(theirs));
        }

        var scheduled = await logind.GetScheduledAsync(cancellationToken);
        if (Reserved() is not { } job)
        {
            return new RebootCancellation(null, null, null);
        }

        if (scheduled.Failure is { } silence)
        {
            return new RebootCancellation(job, RebootObstacle.Unavailable, silence.Detail);
        }

        var found = scheduled.Value;
        if (found is not null && RebootGuard.IsReplaced(found, job.RebootAt ?? found.At, job.Reboot is { OverInhibitors: true }))
        {
            watch.CloseReplaced(job, found);
            return new RebootCancellation(null, null, RebootGuard.TookItsPlace(found));
        }

        // On disk before logind is called: an agent that dies in between completes the cancellation.
        if (!jobs.ContextOf(job.Id).TryRecord(j => Cancelling(j, true).Answered(answer?.Invoke(j, time.GetUtcNow()))))
        {
            return new RebootCancellation(job, RebootObstacle.StorageFailed, jobs.Store.StorageProblem);
        }

        // What is on disk is carried out, even when the client disconnects.
        if ((await logind.CancelScheduledAsync(CancellationToken.None)).Failure is { } failure)
        {
            // One that the agent itself has begun goes on.
            var isUnderWay = job.Reboot is { Cancelling: true };
            jobs.ContextOf(job.Id).Record(j => Cancelling(j, isUnderWay) with { Answers = job.Answers }, persist: true);
            return new RebootCancellation(job, RebootObstacle.Unavailable, jobs.Store.IsUnsaved(job.Id)
                ? $"{failure.Detail}; the cancellation could not be withdrawn on disk ({jobs.Store.StorageProblem}): "
                    + "an agent that restarts before that succeeds will try again"
                : failure.Detail);
        }

        watch.CloseCancelled(job);
        return new RebootCancellation(job, null, null);
    }

    /// <summary>What takes the host down at a set time, and this agent's job behind it.</summary>
    public (ScheduledShutdown? What, Job? By) Scheduled() =>
        RebootGuard.Scheduled(Reserved(), host.ScheduledShutdown());

    /// <summary>Why the host needs a reboot; empty when it does not.</summary>
    public IReadOnlyList<string> Reasons() =>
        RebootNeed.Reasons(host.RebootMarker(), hints.All(), host.Container, host.Kernel, host.InstalledKernels());

    /// <summary>Which kinds of evidence there are for a reboot.</summary>
    public RebootBecause Because() =>
        RebootNeed.Because(host.RebootMarker(), hints.All(), host.Container, host.Kernel, host.InstalledKernels());

    /// <summary>Returns remarks about a pending reboot.</summary>
    public IReadOnlyList<string> Notes() =>
        RebootNotes.Of(
            host.RebootMarker(), hints.All(), host.Container, host.Kernel, host.InstalledKernels(), host.UnknownKernels());

    /// <summary>Resumes a reboot that was reserved before the agent restarted, which may have died before logind had it.</summary>
    public void Resume(Job job)
    {
        jobs.Freeze(JobService.Reserved(job.RebootAt));
        watch.Begin(job.Id, job.RebootAt ?? time.GetUtcNow(), checkNow: true);
    }

    /// <summary>
    /// Cancels the schedules of jobs that still run: such a job may have scheduled a reboot just before the agent was killed, and logind
    /// would carry it out whatever the job's outcome. The job schedules again when its work is done. A schedule for another time stays.
    /// </summary>
    /// <param name="previous">The jobs as the journal had them at the start.</param>
    public Task WithdrawAsync(IReadOnlyList<Job> previous, CancellationToken cancellationToken) => Task.WhenAll(
        previous.Select(job => watch.Withdrawal.UntilDoneAsync(job.Id, job.RebootAt!.Value, cancellationToken)));

    private Job? Reserved() => jobs.Store.All().FirstOrDefault(j => j.Status == JobStatus.Rebooting);

    private static Job Cancelling(Job job, bool isUnderWay) =>
        job.Reboot is { } proof ? job with { Reboot = proof with { Cancelling = isUnderWay } } : job;

    private static string Explain(
        RebootObstacle obstacle, IReadOnlyList<Job> active, IReadOnlyList<Inhibitor> blocking, UncleanDatabase? unclean) => obstacle switch
        {
            RebootObstacle.DatabaseUnclean => $"the host may not come up: {unclean!.Text}",
            RebootObstacle.SelfUpdate => "the agent updates itself; a reboot now may leave it without a version that runs",
            RebootObstacle.DatabaseMutation => "packages are being written; a reboot now may leave the package database broken",
            _ when active.Count > 0 => $"{active.Count} job(s) are active",
            _ => "blocked by " + RebootGuard.Names(blocking),
        };

    /// <summary>Returns the time of a reboot, never so soon that nobody could cancel it.</summary>
    public static DateTimeOffset At(DateTimeOffset now, int delaySeconds)
    {
        var delay = TimeSpan.FromSeconds(delaySeconds);
        return now + (delay < RebootLimits.LeastDelay ? RebootLimits.LeastDelay : delay);
    }

    /// <summary>
    /// The text for logged-in users, printed on their terminals. Texts of peers are cut and cleaned: the bus takes no NUL, and a subject
    /// may have one.
    /// </summary>
    public static string WallMessage(RebootRequest request, Requester requester) =>
        JobLog.Clean($"linux-patch-api: {request.Reason ?? "reboot"} (asked for by {requester.Subject})");

    /// <summary>Continues even when the client disconnects: a reservation without a watch would keep admission closed.</summary>
    private async Task ScheduleAsync(Job job, DateTimeOffset at, RebootRequest request)
    {
        var message = WallMessage(request, job.RequestedBy);
        var scheduled = await logind.ScheduleRebootAsync(at, message, CancellationToken.None);
        if (scheduled.Failure is { Reason: HostFailureReason.TimedOut or HostFailureReason.Disconnected })
        {
            // logind may have accepted it nevertheless: a host must not go down after its job has failed.
            watch.Begin(job.Id, at, checkNow: true);
            return;
        }

        if (scheduled.Failure is { } failure && !(failure.Reason == HostFailureReason.Refused && request.Force))
        {
            watch.Close(job.Id, new JobEnd.Failed(JobErrorCode.RebootError, failure.Detail, Retryable: true));
            return;
        }

        // systemd 257 and later schedule nothing against an inhibitor, but root may reboot against it: so the agent keeps the time itself.
        if (!jobs.ContextOf(job.Id).TryRecord(
            j => j with { Reboot = j.Reboot! with { Scheduled = scheduled.IsSuccess, OverInhibitors = !scheduled.IsSuccess } })
            && !scheduled.IsSuccess)
        {
            watch.Close(
                job.Id, new JobEnd.Failed(JobErrorCode.DiskFull, $"the reboot was not made: {jobs.Store.StorageProblem}", Retryable: true));
            return;
        }

        RebootsLog.Scheduled(logger, job.Id, at, message);
        watch.Begin(job.Id, at, checkNow: false);
    }
}
