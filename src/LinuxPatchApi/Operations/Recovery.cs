using LinuxPatchApi.Host.Reboots;
using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.Reboots;
using LinuxPatchApi.Operations.Steps;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Store;
using LinuxPatchApi.Supervision;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Operations;

/// <summary>Accounts at the start for every job that the journal shows unfinished, or closed without a verdict.</summary>
/// <param name="former">What was installed before the former life's last transaction; null where that is not kept.</param>
internal sealed class Recovery(
    JobService jobs, IJobExecutor executor, RebootService reboots, RebootReturn back, InstalledCache installed, string bootId, TimeProvider time, ILogger<JobService> logger, BeforeSet? former = null)
{
    public const string Name = "recovery";

    private readonly List<Guid> _toBeLookedAt = [];

    /// <summary>The queue waits until the jobs of the former life are accounted for; nothing else does.</summary>
    public IReadOnlyList<SupervisedTask> Supervised =>
    [
        SupervisedTask.StartUp(Name, Begin) with { After = RebootReturn.BootName },
        new("jobs", TaskKind.Vital, JobsAsync) { After = Name },
    ];

    /// <summary>What the journal alone decides; asks nobody, so nothing waits for it.</summary>
    public void Begin()
    {
        var requeued = new List<Guid>();
        var unfinished = jobs.Store.All().Where(j => !j.IsTerminal || j.VerdictOutstanding)
            .OrderByDescending(j => j.VerdictOutstanding).ThenByDescending(j => j.Status == JobStatus.Running).ToList();
        foreach (var job in unfinished)
        {
            if (JobRecovery.NeedsInventory(job, bootId))
            {
                _toBeLookedAt.Add(job.Id);
                continue;
            }

            var (action, end, changes) = JobRecovery.Judge(job, bootId, null);
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
                    Close(job.Id, end!, changes);
                    break;
            }
        }

        jobs.Requeue(requeued);
    }

    /// <summary>What the installed versions decide. The queue is to wait for it; nothing else.</summary>
    public async Task RunAsync(CancellationToken shutdown)
    {
        if (_toBeLookedAt.Count == 0)
        {
            return;
        }

        var inventory = await LookAsync(shutdown);
        foreach (var id in _toBeLookedAt)
        {
            if (jobs.Store.Find(id) is not { IsTerminal: false } job)
            {
                continue;
            }

            var (_, end, changes) = JobRecovery.Judge(job, bootId, inventory, former?.Of(id));
            JobsLog.Recovered(logger, id, JobSpelling.Statuses.Of(job.Status), end!.Message);
            Close(id, end, changes);
            if (end is JobEnd.Unverified)
            {
                jobs.LookAgain(id);
            }
        }
    }

    private async Task JobsAsync(CancellationToken shutdown)
    {
        await RunAsync(shutdown);
        await jobs.Worker(executor).RunAsync(shutdown);
    }

    /// <summary>Null when the source has not answered within <see cref="PackageLimits.RecoveryDeadline"/>.</summary>
    private async Task<InstalledInventory?> LookAsync(CancellationToken shutdown)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var inventory = await installed.CurrentAsync(shutdown);
            if (inventory.IsSuccess)
            {
                return inventory.Value;
            }

            if (time.GetElapsedTime(started) >= PackageLimits.RecoveryDeadline)
            {
                return null;
            }

            foreach (var id in _toBeLookedAt.Where(id => jobs.Store.Find(id) is { IsTerminal: false }))
            {
                jobs.Of(id).Record(j => j with { Message = $"not known yet: {inventory.Failure.Message}" }, persist: false);
            }

            await Task.Delay(PackageLimits.RecoveryLook, time, shutdown);
        }
    }

    private void Close(Guid id, JobEnd end, IReadOnlyList<PackageChange> changes) => jobs.Of(id).Record(
        j => JobTransitions.End(j with { Changes = changes, Restarted = Interrupted(j.Restarted) }, end, time.GetUtcNow()), persist: true);

    /// <summary>Restarts that nobody carries out any more: only a boot of the host closes a job with such, and it has restarted everything.</summary>
    private static IReadOnlyList<UnitRestart>? Interrupted(IReadOnlyList<UnitRestart>? restarts) => restarts is null ? null :
        [.. restarts.Select(r => r.Outcome == RestartOutcome.Planned ? r with { Outcome = RestartOutcome.Skipped, Reason = "the host restarted meanwhile" } : r)];
}
