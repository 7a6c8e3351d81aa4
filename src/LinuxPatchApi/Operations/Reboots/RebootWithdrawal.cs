using LinuxPatchApi.Host.Reboots;
using LinuxPatchApi.HostServices;
using LinuxPatchApi.HostServices.Login1;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Queue;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Operations.Reboots;

/// <summary>Whether a schedule of this agent is still with logind.</summary>
/// <param name="WasScheduled">True when it was there.</param>
/// <param name="Problem">Why that is unknown, or why it could not be cancelled; null when it is not there any more.</param>
internal readonly record struct Withdrawn(bool WasScheduled, string? Problem);

/// <summary>Takes a schedule of this agent back from logind: a host must not go down for a job that says otherwise.</summary>
/// <param name="find">Returns what logind has scheduled; null for nothing.</param>
/// <param name="cancel">Cancels it.</param>
internal sealed class RebootWithdrawal(
    JobService jobs,
    Func<CancellationToken, Task<HostResult<ScheduledShutdown?>>> find,
    Func<CancellationToken, Task<HostResult<bool>>> cancel,
    TimeProvider time,
    ILogger<RebootService> logger)
{
    /// <summary>Cancels the schedule if logind has it; another program's schedule stays.</summary>
    /// <param name="isLeft">Asked again before it is cancelled: the job may have scheduled another reboot meanwhile.</param>
    public async Task<Withdrawn> TryAsync(DateTimeOffset at, CancellationToken cancellationToken, Func<bool>? isLeft = null)
    {
        var scheduled = await find(cancellationToken);
        return !scheduled.IsSuccess ? new Withdrawn(false, scheduled.Failure.Detail)
            : !RebootGuard.IsOurs(scheduled.Value, at) || isLeft?.Invoke() == false ? new Withdrawn(false, null)
            : new Withdrawn(true, (await cancel(cancellationToken)).Failure?.Detail);
    }

    /// <summary>
    /// Tries until logind has answered, or the job has reserved a reboot again, which its watch then follows. A job that ends meanwhile, or
    /// is deleted, still must not take the host down. Its record says that the cancellation goes on, also for the agent's next run.
    /// </summary>
    public async Task UntilDoneAsync(Guid id, DateTimeOffset at, CancellationToken cancellationToken)
    {
        for (var isFirst = true; IsLeft(id, at); isFirst = false)
        {
            var (wasScheduled, problem) = await TryAsync(at, cancellationToken, () => IsLeft(id, at));
            if (problem is null)
            {
                Record(id, at, isUnderWay: false);
                if (wasScheduled)
                {
                    RebootsLog.Withdrawn(logger, id, at);
                }

                return;
            }

            if (isFirst)
            {
                Record(id, at, isUnderWay: true);
                RebootsLog.NotKnown(logger, id, problem);
            }

            await Task.Delay(RebootLimits.PollInterval, time, cancellationToken);
        }
    }

    /// <summary>True for a job whose cancellation the agent's previous run has left unfinished. Pure.</summary>
    public static bool IsUnfinished(Job job, string bootId) => job.BootId == bootId && job.RebootAt is not null
        && (job.Status == JobStatus.Running || (job.IsTerminal && job.Reboot is { Cancelling: true }));

    /// <summary>False when the job, or another one since, has reserved a reboot for the same moment: logind names no job.</summary>
    private bool IsLeft(Guid id, DateTimeOffset at) =>
        (jobs.Store.Find(id) is not { } job || (job.Status != JobStatus.Rebooting && job.RebootAt == at))
        && !jobs.Store.All().Any(j => j.Status == JobStatus.Rebooting && (j.RebootAt - at)?.Duration() <= RebootLimits.SameMoment);

    private void Record(Guid id, DateTimeOffset at, bool isUnderWay)
    {
        if (jobs.Store.Find(id) is { Reboot: { } proof } && proof.Cancelling != isUnderWay)
        {
            jobs.ContextOf(id).Record(
                j => j.RebootAt == at && j.Reboot is { } now ? j with { Reboot = now with { Cancelling = isUnderWay } } : j, persist: true);
        }
    }
}
