using LinuxPatchApi.Host.Reboots;
using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Knowledge;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Daemon;

/// <summary>Accounts at the start for every job that the journal shows unfinished.</summary>
internal sealed class Recovery(JobService jobs, RebootService reboots, RebootReturn back, InstalledKnowledge installed, string bootId, TimeProvider time, ILogger<JobService> logger)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var unfinished = jobs.Store.All().Where(j => !j.IsTerminal).OrderByDescending(j => j.Status == JobStatus.Running).ToList();
        if (unfinished.Count == 0)
        {
            return;
        }

        var requeued = new List<Guid>();
        var inventory = await installed.CurrentAsync(cancellationToken).ConfigureAwait(false);
        foreach (var job in unfinished)
        {
            var (action, end, changes) = JobRecovery.Judge(job, bootId, inventory.IsSuccess ? inventory.Value : null);
            JobsLog.Recovered(logger, job.Id, JobSpelling.Statuses.Of(job.Status), end?.Message ?? action.ToString());
            switch (action)
            {
                case RecoveryAction.Requeue:
                    requeued.Add(job.Id);
                    break;
                case RecoveryAction.AwaitReboot:
                    reboots.Resume(job);
                    break;
                case RecoveryAction.Returned:
                    back.Add(job);
                    break;
                default:
                    jobs.Store.Update(job.Id, j => JobTransitions.End(j with { Changes = changes, Restarted = Interrupted(j.Restarted) }, end!, time.GetUtcNow()), persist: true);
                    break;
            }
        }

        jobs.Requeue(requeued);
    }

    /// <summary>Restarts that nobody carries out any more: only a boot of the host closes a job with such, and it has restarted everything.</summary>
    private static IReadOnlyList<UnitRestart>? Interrupted(IReadOnlyList<UnitRestart>? restarts) => restarts is null ? null :
        [.. restarts.Select(r => r.Outcome == RestartOutcome.Planned ? r with { Outcome = RestartOutcome.Skipped, Reason = "the host restarted meanwhile" } : r)];
}
