using LinuxPatchApi.Host;
using LinuxPatchApi.Host.Reboots;
using LinuxPatchApi.HostServices.Login1;
using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Operations.Reboots;

/// <summary>
/// The time between the reservation of a reboot and the end of its job in this boot: looks at what logind has, the deadline, the job's end
/// when the host does not go down. One reservation at a time.
/// </summary>
internal sealed class RebootWatch(
    JobService jobs, LogindClient logind, RebootEvidence evidence, TimeProvider time, ILogger<RebootService> logger) : IDisposable
{
    private readonly Lock _lock = new();
    private Guid? _watched;
    private ITimer? _deadline;
    private ITimer? _next;

    /// <summary>CanReboot says yes in every case, and old releases let root pass over inhibitors: they are looked at here.</summary>
    public async Task<(string? Unavailable, IReadOnlyList<Inhibitor> Blocking)> LookAsync(CancellationToken cancellationToken)
    {
        var can = await logind.CanRebootAsync(cancellationToken);
        if (!can.IsSuccess)
        {
            return ($"logind does not answer: {can.Failure.Detail}. Check 'systemctl status systemd-logind dbus'", []);
        }

        var inhibitors = await logind.ListInhibitorsAsync(cancellationToken);
        return inhibitors.IsSuccess
            ? (null, [.. inhibitors.Value.Where(i => i.BlocksShutdown)])
            : ($"logind does not tell who blocks a reboot: {inhibitors.Failure.Detail}", []);
    }

    /// <summary>Watches over a reservation, in place of the one before.</summary>
    /// <param name="lookAtOnce">After a restart of the agent: what logind has is not known, whatever the time is.</param>
    public void Begin(Guid id, DateTimeOffset at, bool lookAtOnce)
    {
        lock (_lock)
        {
            StopWatching();
            _watched = id;
            var left = at - time.GetUtcNow();
            _deadline = After(id, left + RebootLimits.Deadline, () => GiveUpAsync(id, at));
            if (jobs.Store.Find(id)?.Reboot is { OverInhibitors: true, Cancelling: false })
            {
                _next = After(id, left, () => RebootOverInhibitorsAsync(id, at));
            }
            else
            {
                var due = lookAtOnce ? TimeSpan.Zero : NextLook(left);
                _next = After(id, due, () => LookAgainAsync(id, at, wasGone: false, wasSilent: false));
            }
        }
    }

    /// <summary>Ends a job of this boot and opens admission.</summary>
    public void Close(Guid id, JobEnd end)
    {
        lock (_lock)
        {
            StopWatching();
        }

        jobs.Of(id).Record(j => JobTransitions.End(j, end, time.GetUtcNow()), persist: true);
        jobs.Thaw();
        RebootsLog.Ended(logger, id, end.Message);
    }

    /// <summary>Takes a schedule back if logind has it; what others scheduled in its place is left alone.</summary>
    /// <returns>True when there was one and it is gone.</returns>
    public async Task<bool> WithdrawAsync(DateTimeOffset at, CancellationToken cancellationToken)
    {
        var scheduled = await logind.GetScheduledAsync(cancellationToken);
        return scheduled.IsSuccess && RebootGuard.IsOurs(scheduled.Value, at)
            && (await logind.CancelScheduledAsync(cancellationToken)).IsSuccess;
    }

    public void Dispose()
    {
        lock (_lock)
        {
            StopWatching();
        }
    }

    /// <summary>How a job ends whose reboot was cancelled: an apply has done its work.</summary>
    public static JobEnd Cancelled(Job job) => job.Operation == JobOperation.Reboot
        ? new JobEnd.Cancelled("the scheduled reboot was cancelled")
        : new JobEnd.Completed("done; the reboot that was to follow was cancelled");

    /// <summary>Shortly before the time; when that is over, shortly after it.</summary>
    private static TimeSpan NextLook(TimeSpan left) =>
        left > RebootLimits.LastLook ? left - RebootLimits.LastLook : left + RebootLimits.LookAfter;

    private ITimer After(Guid id, TimeSpan due, Func<Task> action) =>
        time.CreateTimer(_ => _ = ToldAsync(id, action), null, due > TimeSpan.Zero ? due : TimeSpan.Zero, Timeout.InfiniteTimeSpan);

    /// <summary>A bug here must not be lost in a timer; the deadline still ends the job.</summary>
    private async Task ToldAsync(Guid id, Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (Exception e)
        {
            RebootsLog.LookFailed(logger, e, id);
        }
    }

    private void StopWatching()
    {
        _deadline?.Dispose();
        _next?.Dispose();
        (_watched, _deadline, _next) = (null, null, null);
    }

    /// <summary>Unless the job has ended or another is watched meanwhile.</summary>
    private void Then(Guid id, TimeSpan due, Func<Task> action)
    {
        lock (_lock)
        {
            if (_watched == id)
            {
                _next?.Dispose();
                _next = After(id, due, action);
            }
        }
    }

    /// <summary>
    /// Is it still what logind will do, and may it? A schedule that others cancelled or replaced, or that logind never had because the
    /// agent was killed in between, would leave the job and all admission waiting; a lock that was taken meanwhile is not looked at by logind
    /// itself for root (252).
    /// </summary>
    /// <param name="wasGone">The look before found nothing scheduled.</param>
    /// <param name="wasSilent">logind did not answer the look before.</param>
    private async Task LookAgainAsync(Guid id, DateTimeOffset at, bool wasGone, bool wasSilent)
    {
        var scheduled = await logind.GetScheduledAsync(CancellationToken.None);
        var goesDown = await logind.IsGoingDownAsync(CancellationToken.None);
        var isStopping = await evidence.IsStoppingAsync(CancellationToken.None);
        var (unavailable, blocking) = await LookAsync(CancellationToken.None);
        if (jobs.Store.Find(id) is not { Status: JobStatus.Rebooting } job)
        {
            if (jobs.Store.Find(id) is { Status: JobStatus.Running })
            {
                // An apply that is about to end as rebooting.
                Then(id, RebootLimits.PollInterval, () => LookAgainAsync(id, at, wasGone, wasSilent));
            }

            return;
        }

        if (!isStopping && (scheduled.Failure?.Detail ?? goesDown.Failure?.Detail ?? unavailable) is { } silence)
        {
            // Without an answer nothing is known: it is asked until the deadline.
            if (!wasSilent)
            {
                RebootsLog.NotKnown(logger, id, silence);
            }

            Then(id, RebootLimits.PollInterval, () => LookAgainAsync(id, at, wasGone, wasSilent: true));
            return;
        }

        var look = new RebootObservation(
            scheduled.IsSuccess ? scheduled.Value : null,
            isStopping || goesDown.Value,
            blocking,
            at,
            time.GetUtcNow(),
            job.Request is RebootRequest { Force: true },
            job.Reboot?.Scheduled == true,
            job.Reboot?.Cancelling == true,
            wasGone);
        await FollowAsync(job, at, look.Judge());
    }

    private async Task FollowAsync(Job job, DateTimeOffset at, (RebootNext Next, string? Problem) found)
    {
        switch (found.Next)
        {
            case RebootNext.LookAgain:
                Then(job.Id, RebootLimits.PollInterval, () => LookAgainAsync(job.Id, at, wasGone: true, wasSilent: false));
                break;
            case RebootNext.Wait:
                var left = at - time.GetUtcNow();
                if (left > -RebootLimits.LookAfter)
                {
                    Then(job.Id, NextLook(left), () => LookAgainAsync(job.Id, at, wasGone: false, wasSilent: false));
                }

                break;
            case RebootNext.Withdraw:
                await WithdrawAsync(at, CancellationToken.None);
                CloseWithout(job, found.Problem);
                break;
            default:
                CloseWithout(job, found.Problem);
                break;
        }
    }

    /// <summary>Not once a cancel is on the disk, and not when the agent comes back long after the time: the deadline ends the job then.</summary>
    private async Task RebootOverInhibitorsAsync(Guid id, DateTimeOffset at)
    {
        if (jobs.Store.Find(id) is not { Status: JobStatus.Rebooting } job || time.GetUtcNow() - at >= RebootLimits.Deadline)
        {
            return;
        }

        if (job.Reboot?.Cancelling == true)
        {
            Close(id, Cancelled(job));
            return;
        }

        var done = await evidence.RebootAsync(CancellationToken.None);
        if (!done.IsSuccess)
        {
            Close(id, new JobEnd.Failed(JobErrorCode.RebootError, done.Failure.Detail, Retryable: true));
        }
    }

    /// <summary>What logind may still have of ours is taken back: a host must not go down after its job was called failed.</summary>
    private async Task GiveUpAsync(Guid id, DateTimeOffset at)
    {
        await WithdrawAsync(at, CancellationToken.None);
        var scheduled = await logind.GetScheduledAsync(CancellationToken.None);
        if (jobs.Store.Find(id) is not { Status: JobStatus.Rebooting } job)
        {
            return;
        }

        var minutes = RebootLimits.Deadline.TotalMinutes;
        var unknown = scheduled.IsSuccess
            ? ""
            : $"; logind does not answer, so whether it is still scheduled is not known: {scheduled.Failure.Detail}";
        CloseWithout(job, $"the host was to go down at {at:yyyy-MM-dd'T'HH:mm:ss'Z'} and did not within {minutes:0} minutes{unknown}");
    }

    /// <summary>Ends a job whose reboot is not made: an apply has done its work all the same.</summary>
    /// <param name="problem">Null when it was cancelled by a client.</param>
    private void CloseWithout(Job job, string? problem)
    {
        if (problem is null)
        {
            Close(job.Id, Cancelled(job));
            return;
        }

        if (job.Operation == JobOperation.Reboot)
        {
            Close(job.Id, new JobEnd.Failed(JobErrorCode.RebootError, problem, Retryable: true));
            return;
        }

        jobs.Of(job.Id).Record(j => j with { Warnings = [.. j.Warnings, $"the reboot was not made: {problem}"] }, persist: false);
        Close(job.Id, new JobEnd.Completed($"done; the reboot that was to follow was not made: {problem}"));
    }
}
