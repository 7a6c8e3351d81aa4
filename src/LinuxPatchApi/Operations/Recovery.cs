using LinuxPatchApi.Host.Reboots;
using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Queue;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Operations.Reboots;
using LinuxPatchApi.Operations.Steps;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Store;
using LinuxPatchApi.SelfUpdate;
using LinuxPatchApi.Supervision;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Operations;

/// <summary>Decides at the start what becomes of every job that the journal shows unfinished, or closed without a verdict.</summary>
/// <param name="previous">The installed set before the previous run's last transaction; null where it is not stored.</param>
/// <param name="whySilent">
/// Returns why jobs cannot begin, because the bus or (when the argument is true) the package manager does not answer; null when they can.
/// Null where that is never asked.
/// </param>
/// <param name="selfUpdate">The record of the latest self-update; null where there is none.</param>
internal sealed class Recovery(
    JobService jobs,
    IJobExecutor executor,
    RebootService reboots,
    RebootReturn back,
    InstalledCache installed,
    string bootId,
    TimeProvider time,
    ILogger<JobService> logger,
    BeforeSet? previous = null,
    Func<bool, CancellationToken, Task<string?>>? whySilent = null,
    SelfUpdateFiles? selfUpdate = null)
{
    public const string Name = "recovery";

    private const string Waits = "waiting for its turn";

    private readonly List<Guid> _undecided = [];

    /// <summary>Jobs of the previous run that wait again, or go on.</summary>
    private IReadOnlyList<Guid> _requeued = [];

    /// <summary>Only the queue waits until the previous run's jobs are decided.</summary>
    public IReadOnlyList<SupervisedTask> Supervised =>
    [
        SupervisedTask.StartUp(Name, Begin) with { After = RebootReturn.BootName },
        new("jobs", TaskKind.Vital, JobsAsync) { After = Name },
    ];

    /// <summary>Decides what the journal alone can decide; queries nothing, so it does not block.</summary>
    public void Begin()
    {
        var requeued = new List<Guid>();
        // A new version has to confirm itself before its guard's deadline, so nothing goes before it that may wait for the package manager.
        var unfinished = jobs.Store.All().Where(j => !j.IsTerminal || j.VerdictOutstanding)
            .OrderByDescending(j => j.Request.IsExclusive()).ThenByDescending(j => j.VerdictOutstanding)
                .ThenByDescending(j => j.Status == JobStatus.Running).ToList();
        foreach (var job in unfinished)
        {
            var (action, end, changes) = JobRecovery.Decide(job, bootId);
            if (action == RecoveryAction.Verify)
            {
                _undecided.Add(job.Id);
                continue;
            }

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

        _requeued = requeued;
        selfUpdate?.CloseLeftOver(id => jobs.Store.Find(id) is { IsTerminal: false } or { VerdictOutstanding: true }, time.GetUtcNow());
        jobs.Turns.Requeue(requeued);
    }

    /// <summary>
    /// Decides by the installed versions, then waits for what the jobs of the previous run need: at a boot the bus and the package manager
    /// may answer later than the agent. Only the queue waits for it.
    /// </summary>
    public async Task RunAsync(CancellationToken shutdown)
    {
        var started = time.GetTimestamp();
        if (_undecided.Count > 0)
        {
            await DecideAsync(started, shutdown);
        }

        await UntilAnsweredAsync(started, shutdown);
    }

    private async Task DecideAsync(long started, CancellationToken shutdown)
    {
        var inventory = await ReadInstalledAsync(started, shutdown);
        foreach (var id in _undecided)
        {
            if (jobs.Store.Find(id) is not { IsTerminal: false } job)
            {
                continue;
            }

            var (_, end, changes) = JobRecovery.Judge(job, bootId, inventory, previous?.Of(id));
            JobsLog.Recovered(logger, id, JobSpelling.Statuses.Of(job.Status), end!.Message);
            Close(id, end, changes);
            if (end is JobEnd.Unverified)
            {
                jobs.Turns.RetryVerdict(id);
            }
        }
    }

    private async Task JobsAsync(CancellationToken shutdown)
    {
        await RunAsync(shutdown);
        await jobs.Worker(executor).RunAsync(shutdown);
    }

    /// <summary>
    /// Returns when the jobs of the previous run can begin, or <see cref="PackageLimits.RecoveryDeadline"/> is over: then each reports the
    /// failure itself.
    /// </summary>
    private async Task UntilAnsweredAsync(long started, CancellationToken shutdown)
    {
        // A self-update confirms the new version, which needs nobody else, and its deadline runs.
        if (whySilent is null || Requeued().Any(j => j.Request.IsExclusive()))
        {
            return;
        }

        while (Requeued() is { Count: > 0 } left && time.GetElapsedTime(started) < PackageLimits.RecoveryDeadline
            && await whySilent(left.Any(j => j.Request.WritesPackages()), shutdown) is { } silence)
        {
            foreach (var job in left)
            {
                Show(job.Id, job.Status == JobStatus.Pending ? $"waiting: {silence}" : $"not known yet: {silence}");
            }

            await Task.Delay(PackageLimits.RecoveryPollInterval, time, shutdown);
        }

        foreach (var job in Requeued().Where(j => j.Status == JobStatus.Pending))
        {
            Show(job.Id, Waits);
        }
    }

    /// <summary>Returns those of the jobs that still wait or go on: clients may have cancelled some.</summary>
    private List<Job> Requeued() =>
        [.. _requeued.Select(jobs.Store.Find).OfType<Job>().Where(j => !j.IsTerminal || j.VerdictOutstanding)];

    private void Show(Guid id, string message) => jobs.ContextOf(id).Record(
        j => j.IsTerminal || j.Message == message ? j : j with { Message = message }, persist: false);

    /// <summary>Returns null when the source has not answered within <see cref="PackageLimits.RecoveryDeadline"/>.</summary>
    private async Task<InstalledInventory?> ReadInstalledAsync(long started, CancellationToken shutdown)
    {
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

            foreach (var id in _undecided.Where(id => jobs.Store.Find(id) is { IsTerminal: false }))
            {
                Show(id, $"not known yet: {inventory.Failure.Message}");
            }

            await Task.Delay(PackageLimits.RecoveryPollInterval, time, shutdown);
        }
    }

    private void Close(Guid id, JobEnd end, IReadOnlyList<PackageChange> changes) => jobs.ContextOf(id).Record(
        j => JobTransitions.End(j with { Changes = changes, Restarted = CloseRestarts(j.Restarted) }, end, time.GetUtcNow()),
        persist: true);

    /// <summary>
    /// Closes restarts that nobody carries out any more: only a boot of the host closes such a job, and the boot has restarted
    /// everything.
    /// </summary>
    private static IReadOnlyList<UnitRestart>? CloseRestarts(IReadOnlyList<UnitRestart>? restarts) => restarts is null ? null :
        [
            .. restarts.Select(r => r.Outcome == RestartOutcome.Planned
                ? r with { Outcome = RestartOutcome.Skipped, Reason = "the host restarted meanwhile" }
                : r),
        ];
}
