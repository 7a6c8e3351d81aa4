using LinuxPatchApi.Host;
using LinuxPatchApi.Host.Reboots;
using LinuxPatchApi.HostServices.Login1;
using LinuxPatchApi.Init;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Queue;
using LinuxPatchApi.Jobs.States;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Operations.Reboots;

/// <summary>
/// Watches a reservation from its beginning to the end of its job in this boot: compares it with logind's schedule, and ends the job when
/// the host does not go down in time. One reservation at a time.
/// </summary>
internal sealed class RebootWatch(
    JobService jobs, LogindClient logind, RebootEvidence evidence, TimeProvider time, ILogger<RebootService> logger) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _end = new();
    private Guid? _watched;
    private IDisposable? _deadline;
    private IDisposable? _next;

    public RebootWithdrawal Withdrawal { get; } =
        new(jobs, logind.GetScheduledAsync, logind.CancelScheduledAsync, time, logger);

    /// <summary>Queries logind for inhibitors: CanReboot always says yes, and old releases let root override inhibitors.</summary>
    public async Task<(string? Unavailable, IReadOnlyList<Inhibitor> Blocking)> QueryAsync(CancellationToken cancellationToken)
    {
        var can = await logind.CanRebootAsync(cancellationToken);
        if (!can.IsSuccess)
        {
            return ($"logind does not answer: {can.Failure.Detail}. Check '{InitCommands.Here.Status("systemd-logind", "dbus")}'", []);
        }

        var inhibitors = await logind.ListInhibitorsAsync(cancellationToken);
        return inhibitors.IsSuccess
            ? (null, [.. inhibitors.Value.Where(i => i.BlocksShutdown)])
            : ($"logind does not list the inhibitors of a reboot: {inhibitors.Failure.Detail}", []);
    }

    /// <summary>Returns what somebody else has scheduled to take the host down; null for nothing, or a schedule of this agent.</summary>
    public async Task<(string? Unavailable, ScheduledShutdown? What)> AheadAsync(CancellationToken cancellationToken)
    {
        var scheduled = await logind.GetScheduledAsync(cancellationToken);
        return !scheduled.IsSuccess ? ($"logind does not say what is scheduled: {scheduled.Failure.Detail}", null)
            : scheduled.Value is { } found && !RebootGuard.IsTrial(found) && !jobs.Store.All().Any(IsBehind) ? (null, found)
            : (null, null);

        // Also a job that has ended while its schedule is still being cancelled.
        bool IsBehind(Job job) => job.RebootAt is { } at && RebootGuard.IsOurs(scheduled.Value, at)
            && (!job.IsTerminal || job.Reboot is { Cancelling: true });
    }

    /// <summary>Watches a reservation, replacing the previous one.</summary>
    /// <param name="checkNow">True after a restart of the agent, when logind's schedule is unknown.</param>
    public void Begin(Guid id, DateTimeOffset at, bool checkNow)
    {
        lock (_lock)
        {
            StopWatching();
            _watched = id;
            _deadline = Until(id, at + RebootLimits.Deadline, () => GiveUpAsync(id, at));
            if (jobs.Store.Find(id)?.Reboot is { OverInhibitors: true, Cancelling: false })
            {
                _next = NextLookOverInhibitors(id, at);
            }
            else
            {
                _next = checkNow ? After(id, TimeSpan.Zero, () => CheckAsync(id, at, wasGone: false, wasSilent: false)) : NextLook(id, at);
            }
        }
    }

    /// <summary>Ends a job of this boot and opens admission.</summary>
    public void Close(Guid id, JobEnd end) => Close(id, j => JobTransitions.End(j, end, time.GetUtcNow()), end.Message);

    /// <summary>
    /// Ends a job whose cancellation logind has carried out. Its record says so: the agent's next run would cancel what has been scheduled
    /// since.
    /// </summary>
    public void CloseCancelled(Job job)
    {
        var end = Cancelled(job);
        Close(
            job.Id,
            j => JobTransitions.End(
                j.Reboot is { } proof ? j with { Reboot = proof with { Cancelling = false } } : j, end, time.GetUtcNow()),
            end.Message);
    }

    /// <summary>Ends a job whose place somebody else's schedule took; one that was being cancelled is cancelled by that.</summary>
    public void CloseReplaced(Job job, ScheduledShutdown by) =>
        CloseWithout(job, job.Reboot is { Cancelling: true } ? null : RebootGuard.TookItsPlace(by));

    private void Close(Guid id, Func<Job, Job> ended, string message)
    {
        // It may have ended while logind was asked, and another one may be watched by now.
        if (jobs.Store.Find(id) is not { Status: JobStatus.Rebooting })
        {
            return;
        }

        lock (_lock)
        {
            if (_watched == id)
            {
                StopWatching();
            }
        }

        var isMine = false;
        jobs.ContextOf(id).Record(
            j =>
            {
                isMine = j.Status == JobStatus.Rebooting;
                return isMine ? ended(j) : j;
            },
            persist: true);
        if (!isMine)
        {
            return; // Whoever was faster has opened admission, and another reservation may have closed it since.
        }

        jobs.Thaw();
        RebootsLog.Ended(logger, id, message);
    }

    public void Dispose()
    {
        _end.Cancel();
        lock (_lock)
        {
            StopWatching();
        }

        _end.Dispose();
    }

    /// <summary>Returns the end of a job whose reboot was cancelled: an apply has completed its work.</summary>
    public static JobEnd Cancelled(Job job) => job.Operation == JobOperation.Reboot
        ? new JobEnd.Cancelled("the scheduled reboot was cancelled")
        : new JobEnd.Completed("done; the reboot that was to follow was cancelled");

    /// <summary>
    /// Looks at the schedule until shortly before the time, then checks once more; when that has passed, shortly after the time. Looks go
    /// by the time that passes: a clock that is set back must not put them off.
    /// </summary>
    private ITimer NextLook(Guid id, DateTimeOffset at)
    {
        var left = at - time.GetUtcNow();
        return left > RebootLimits.LastCheck
            ? After(id, Least(left - RebootLimits.LastCheck, RebootLimits.LookInterval), () => LookAsync(id, at))
            : After(id, left + RebootLimits.CheckAfter, () => CheckAsync(id, at, wasGone: false, wasSilent: false));
    }

    private ITimer NextLookOverInhibitors(Guid id, DateTimeOffset at) =>
        After(id, Least(at - time.GetUtcNow(), RebootLimits.LookInterval), () => LookOverInhibitorsAsync(id, at));

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private WallClockTimer Until(Guid id, DateTimeOffset when, Func<Task> action) => new(when, () => _ = RunLoggedAsync(id, action), time);

    private ITimer After(Guid id, TimeSpan due, Func<Task> action) =>
        time.CreateTimer(
            _ => _ = RunLoggedAsync(id, action), null, due > TimeSpan.Zero ? due : TimeSpan.Zero, Timeout.InfiniteTimeSpan);

    /// <summary>Logs an unexpected failure of a timer's action, and tries it again: nothing else would look after the reboot.</summary>
    private async Task RunLoggedAsync(Guid id, Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // The agent ends; its next run goes on.
        }
        catch (Exception e)
        {
            RebootsLog.CheckFailed(logger, e, id);
            ScheduleNext(id, () => After(id, RebootLimits.LookInterval, action));
        }
    }

    private void StopWatching()
    {
        _deadline?.Dispose();
        _next?.Dispose();
        (_watched, _deadline, _next) = (null, null, null);
    }

    /// <summary>Unless the job has ended or another reservation is watched meanwhile.</summary>
    private void ScheduleNext(Guid id, Func<IDisposable> timer)
    {
        lock (_lock)
        {
            if (_watched == id)
            {
                _next?.Dispose();
                _next = timer();
            }
        }
    }

    private void SchedulePoll(Guid id, Func<Task> action) => ScheduleNext(id, () => After(id, RebootLimits.PollInterval, action));

    /// <summary>One small call while all is as it was; else, and shortly before the time, the whole check.</summary>
    private async Task LookAsync(Guid id, DateTimeOffset at)
    {
        var scheduled = await logind.GetScheduledAsync(CancellationToken.None);
        if (scheduled.IsSuccess && RebootGuard.IsOurs(scheduled.Value, at) && at - time.GetUtcNow() > RebootLimits.LastCheck)
        {
            ScheduleNext(id, () => NextLook(id, at));
            return;
        }

        await CheckAsync(id, at, wasGone: false, wasSilent: false);
    }

    /// <summary>Reboots at the time; logind has nothing of this reservation, but may have been given another schedule since.</summary>
    private async Task LookOverInhibitorsAsync(Guid id, DateTimeOffset at)
    {
        var scheduled = await logind.GetScheduledAsync(CancellationToken.None);
        if (scheduled.IsSuccess && RebootGuard.IsReplaced(scheduled.Value, at, isKeptByAgent: true)
            && jobs.Store.Find(id) is { Status: JobStatus.Rebooting } job)
        {
            CloseReplaced(job, scheduled.Value!);
        }
        else if (time.GetUtcNow() >= at)
        {
            await RebootOverInhibitorsAsync(id, at);
        }
        else
        {
            ScheduleNext(id, () => NextLookOverInhibitors(id, at));
        }
    }

    /// <summary>
    /// Checks that logind will still reboot, and that nothing forbids it. A schedule that was cancelled or replaced, or that logind never
    /// had because the agent was killed in between, would leave the job waiting and admission closed; logind itself (252) ignores an
    /// inhibitor that was acquired meanwhile when root has scheduled.
    /// </summary>
    /// <param name="wasGone">The previous check found nothing scheduled.</param>
    /// <param name="wasSilent">logind did not answer the previous check.</param>
    private async Task CheckAsync(Guid id, DateTimeOffset at, bool wasGone, bool wasSilent)
    {
        var scheduled = await logind.GetScheduledAsync(CancellationToken.None);
        var goesDown = await logind.IsGoingDownAsync(CancellationToken.None);
        var isStopping = await evidence.IsStoppingAsync(CancellationToken.None);
        var (unavailable, blocking) = await QueryAsync(CancellationToken.None);
        if (jobs.Store.Find(id) is not { Status: JobStatus.Rebooting } job)
        {
            if (jobs.Store.Find(id) is { Status: JobStatus.Running })
            {
                // An apply that is about to end as rebooting.
                SchedulePoll(id, () => CheckAsync(id, at, wasGone, wasSilent));
            }

            return;
        }

        if (!isStopping && (scheduled.Failure?.Detail ?? goesDown.Failure?.Detail ?? unavailable) is { } silence)
        {
            // Without an answer nothing is known: logind is queried until the deadline.
            if (!wasSilent)
            {
                RebootsLog.NotKnown(logger, id, silence);
            }

            SchedulePoll(id, () => CheckAsync(id, at, wasGone, wasSilent: true));
            return;
        }

        var observation = new RebootObservation(
            scheduled.IsSuccess ? scheduled.Value : null,
            isStopping || goesDown.Value,
            blocking,
            at,
            time.GetUtcNow(),
            job.Request is RebootRequest { Force: true },
            job.Reboot?.Scheduled == true,
            job.Reboot?.Cancelling == true,
            wasGone)
        {
            RightLost = jobs.RightLost(job),
        };
        await FollowAsync(job, at, observation.Judge());
    }

    private async Task FollowAsync(Job job, DateTimeOffset at, (RebootNext Next, string? Problem) found)
    {
        switch (found.Next)
        {
            case RebootNext.CheckAgain:
                SchedulePoll(job.Id, () => CheckAsync(job.Id, at, wasGone: true, wasSilent: false));
                break;
            case RebootNext.Wait:
                if (at - time.GetUtcNow() > -RebootLimits.CheckAfter)
                {
                    ScheduleNext(job.Id, () => NextLook(job.Id, at));
                }

                break;
            case RebootNext.Withdraw:
                if ((await Withdrawal.TryAsync(at, CancellationToken.None)).Problem is { } silence)
                {
                    // The job must not say that the host stays up while logind may still take it down.
                    RebootsLog.NotKnown(logger, job.Id, silence);
                    SchedulePoll(job.Id, () => CheckAsync(job.Id, at, wasGone: false, wasSilent: true));
                    break;
                }

                CloseWithout(job, found.Problem, jobs.RightLost(job) is null ? JobErrorCode.RebootError : JobErrorCode.PermissionDenied);
                break;
            default:
                CloseWithout(job, found.Problem);
                break;
        }
    }

    /// <summary>
    /// Not after a cancel was persisted, and not when the agent returns long after the time: then the deadline ends the job.
    /// </summary>
    private async Task RebootOverInhibitorsAsync(Guid id, DateTimeOffset at)
    {
        if (jobs.Store.Find(id) is not { Status: JobStatus.Rebooting } job || time.GetUtcNow() - at >= RebootLimits.Deadline)
        {
            return;
        }

        if (job.Reboot?.Cancelling == true)
        {
            CloseCancelled(job);
            return;
        }

        if (jobs.RightLost(job) is { } lost)
        {
            CloseWithout(job, lost, JobErrorCode.PermissionDenied);
            return;
        }

        var done = await evidence.RebootAsync(CancellationToken.None);
        if (!done.IsSuccess)
        {
            Close(id, new JobEnd.Failed(JobErrorCode.RebootError, done.Failure.Detail, Retryable: true));
        }
    }

    /// <summary>
    /// Cancels whatever logind may still have of this reservation: a host must not go down after its job has failed. While logind does not
    /// answer that is tried again, beyond the end of the job.
    /// </summary>
    private async Task GiveUpAsync(Guid id, DateTimeOffset at)
    {
        var left = await Withdrawal.TryAsync(at, CancellationToken.None);
        if (jobs.Store.Find(id) is not { Status: JobStatus.Rebooting } job)
        {
            return;
        }

        var minutes = RebootLimits.Deadline.TotalMinutes;
        var unknown = left.Problem is null
            ? ""
            : $"; logind does not answer, so whether it is still scheduled is not known: {left.Problem}";
        CloseWithout(job, $"the host was to go down at {at:yyyy-MM-dd'T'HH:mm:ss'Z'} and did not within {minutes:0} minutes{unknown}");
        if (left.Problem is not null)
        {
            await Withdrawal.UntilDoneAsync(id, at, _end.Token);
        }
    }

    /// <summary>Ends a job whose reboot does not happen: an apply has completed its work nevertheless.</summary>
    /// <param name="problem">Null when a client cancelled it.</param>
    private void CloseWithout(Job job, string? problem, JobErrorCode code = JobErrorCode.RebootError)
    {
        if (problem is null)
        {
            CloseCancelled(job);
            return;
        }

        if (job.Operation == JobOperation.Reboot)
        {
            Close(job.Id, new JobEnd.Failed(code, problem, Retryable: code == JobErrorCode.RebootError));
            return;
        }

        var end = new JobEnd.Completed($"done; the reboot that was to follow was not made: {problem}");
        Close(
            job.Id,
            j => JobTransitions.End(
                j with { Warnings = [.. j.Warnings, $"the reboot was not made: {problem}"] }, end, time.GetUtcNow()),
            end.Message);
    }
}
