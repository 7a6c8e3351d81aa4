using LinuxPatchApi.HostServices.Login1;
using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Host.Reboots;

/// <summary>
/// The time between the reservation of a reboot and the end of its job in this boot: the last look, the deadline, the job's end when the host
/// does not go down. One reservation at a time.
/// </summary>
internal sealed class RebootWatch(JobService jobs, LogindClient logind, TimeProvider time, ILogger<RebootService> logger) : IDisposable
{
    private readonly Lock _lock = new();
    private ITimer? _deadline;
    private ITimer? _next;

    /// <summary>CanReboot says yes in every case, and old releases let root pass over inhibitors: they are looked at here.</summary>
    public async Task<(string? Unavailable, IReadOnlyList<Inhibitor> Blocking)> LookAsync(CancellationToken cancellationToken)
    {
        var can = await logind.CanRebootAsync(cancellationToken).ConfigureAwait(false);
        if (!can.IsSuccess)
        {
            return ($"logind does not answer: {can.Failure.Detail}. Check 'systemctl status systemd-logind dbus'", []);
        }

        var inhibitors = await logind.ListInhibitorsAsync(cancellationToken).ConfigureAwait(false);
        return inhibitors.IsSuccess
            ? (null, [.. inhibitors.Value.Where(i => i.BlocksShutdown)])
            : ($"logind does not tell who blocks a reboot: {inhibitors.Failure.Detail}", []);
    }

    /// <summary>Watches over a reservation, in place of the one before.</summary>
    /// <param name="lookAtOnce">After a restart of the agent: what logind has is not known.</param>
    public void Begin(Guid id, DateTimeOffset at, bool lookAtOnce)
    {
        lock (_lock)
        {
            StopWatching();
            var left = at - time.GetUtcNow();
            _deadline = After(left + RebootLimits.Deadline, () => GiveUpAsync(id, at));
            if (jobs.Store.Find(id)?.Reboot?.OverInhibitors == true)
            {
                _next = After(left, () => RebootOverInhibitorsAsync(id));
            }
            else if (left > RebootLimits.LastLook || (lookAtOnce && left > TimeSpan.Zero))
            {
                _next = After(lookAtOnce ? TimeSpan.Zero : left - RebootLimits.LastLook, () => LookAgainAsync(id, at, lookAtOnce));
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

        jobs.Store.Update(id, j => JobTransitions.End(j, end, time.GetUtcNow()), persist: true);
        jobs.Thaw();
        RebootsLog.Ended(logger, id, end.Message);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            StopWatching();
        }
    }

    private ITimer After(TimeSpan due, Func<Task> action) =>
        time.CreateTimer(_ => _ = action(), null, due > TimeSpan.Zero ? due : TimeSpan.Zero, Timeout.InfiniteTimeSpan);

    private void StopWatching()
    {
        _deadline?.Dispose();
        _next?.Dispose();
        (_deadline, _next) = (null, null);
    }

    /// <summary>Shortly before: is it still what logind will do, and may it? A schedule that others cancelled or replaced would leave the job
    /// and all admission waiting; a lock that was taken meanwhile is not looked at by logind itself for root (252).</summary>
    /// <param name="isFirst">After a restart of the agent: another look follows shortly before the time.</param>
    private async Task LookAgainAsync(Guid id, DateTimeOffset at, bool isFirst)
    {
        var scheduled = await logind.GetScheduledAsync(CancellationToken.None).ConfigureAwait(false);
        var (_, blocking) = await LookAsync(CancellationToken.None).ConfigureAwait(false);
        if (jobs.Store.Find(id) is not { Status: JobStatus.Rebooting } job || !scheduled.IsSuccess)
        {
            // Without an answer the deadline decides.
            return;
        }

        var (problem, isOurs) = RebootGuard.LookAgain(scheduled.Value, at, blocking, job.Request is RebootRequest { Force: true });
        if (problem is null || (isFirst && isOurs))
        {
            if (isFirst)
            {
                Begin(id, at, lookAtOnce: false);
            }

            return;
        }

        if (isOurs)
        {
            await logind.CancelScheduledAsync(CancellationToken.None).ConfigureAwait(false);
        }

        CloseWithout(job, problem);
    }

    private async Task RebootOverInhibitorsAsync(Guid id)
    {
        var done = await logind.RebootOverInhibitorsAsync(CancellationToken.None).ConfigureAwait(false);
        if (!done.IsSuccess)
        {
            Close(id, new JobEnd.Failed(JobErrorCode.RebootError, done.Failure.Detail, Retryable: true));
        }
    }

    /// <summary>What logind may still have is taken back: a host must not go down after its job was called failed.</summary>
    private async Task GiveUpAsync(Guid id, DateTimeOffset at)
    {
        await logind.CancelScheduledAsync(CancellationToken.None).ConfigureAwait(false);
        Close(id, new JobEnd.Failed(
            JobErrorCode.RebootError,
            $"the host was to go down at {at:yyyy-MM-dd'T'HH:mm:ss'Z'} and did not within {RebootLimits.Deadline.TotalMinutes:0} minutes",
            Retryable: true));
    }

    /// <summary>Ends a job whose reboot is not made: an apply has done its work all the same.</summary>
    private void CloseWithout(Job job, string problem)
    {
        if (job.Operation == JobOperation.Reboot)
        {
            Close(job.Id, new JobEnd.Failed(JobErrorCode.RebootError, problem, Retryable: true));
            return;
        }

        jobs.Store.Update(job.Id, j => j with { Warnings = [.. j.Warnings, $"the reboot was not made: {problem}"] }, persist: false);
        Close(job.Id, new JobEnd.Completed($"done; the reboot that was to follow was not made: {problem}"));
    }
}
