using LinuxPatchApi.Host;
using LinuxPatchApi.Host.Reboots;
using LinuxPatchApi.HostServices.Login1;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Queue;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Supervision;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Operations.Reboots;

/// <summary>
/// Enters a new boot into the ledger, and ends the job that requested it with the proof. When the agent is stopped because the host goes
/// down, records that for the next boot.
/// </summary>
internal sealed class RebootReturn(
    JobService jobs,
    RebootLedger ledger,
    RebootEvidence evidence,
    RebootService reboots,
    LogindClient logind,
    HostFacts host,
    TimeProvider time,
    ILogger<RebootService> logger)
{
    /// <summary>Jobs whose reboot has taken place.</summary>
    private readonly List<Guid> _returned = [];

    /// <summary>Jobs of this boot whose schedule must not stay with logind.</summary>
    private IReadOnlyList<Job> _interrupted = [];

    /// <summary>The name of the start-up task that enters the boot.</summary>
    public const string BootName = "boot";

    /// <param name="missed">The start-up task that must come before.</param>
    /// <param name="recovery">The start-up task that finds the jobs to end.</param>
    public IReadOnlyList<SupervisedTask> Supervised(string missed, string recovery) =>
    [
        SupervisedTask.StartUp(BootName, Begin) with { After = missed },
        new("reboot", TaskKind.OptionalOnce, RunAsync) { After = recovery },
    ];

    /// <summary>Enters the boot into the ledger, before any job is judged.</summary>
    public void Begin()
    {
        _interrupted = [.. jobs.Store.All().Where(j => RebootWithdrawal.IsUnfinished(j, host.BootId))];

        // There is one at most: its reservation closes admission.
        var job = jobs.Store.All().FirstOrDefault(j => j.Status == JobStatus.Rebooting && j.BootId != host.BootId);
        var (record, problem) = ledger.See(host, job, (job?.Request as RebootRequest)?.Reason, time.GetUtcNow());
        if (record is not null)
        {
            RebootsLog.Seen(logger, record.BootId, record.JobId is { } id ? $"job {id}" : RebootCauses.WireName(record.Cause));
        }

        if (problem is not null)
        {
            RebootsLog.NotKept(logger, problem.ToString());
        }
    }

    /// <summary>Adds a job that waited for this boot.</summary>
    public void Add(Job job) => _returned.Add(job.Id);

    /// <summary>Ends those jobs when the boot has finished. Neither waits for the other.</summary>
    public Task RunAsync(CancellationToken shutdown) =>
        Task.WhenAll(reboots.WithdrawAsync(_interrupted, shutdown), EndReturnedAsync(shutdown));

    private async Task EndReturnedAsync(CancellationToken shutdown)
    {
        foreach (var id in _returned)
        {
            var before = jobs.Store.Find(id)?.Reboot ?? new RebootProof("unknown", "unknown", null);
            var (proof, isSettled) = await evidence.AfterAsync(before, shutdown);
            var end = new JobEnd.Completed(
                $"the host came back with boot id {host.BootId}{(IsOurs(id) ? "" : ", by another reboot than this job's")}");
            IReadOnlyList<string> warnings = [.. Warnings(proof, isSettled, reboots.Reasons())];
            jobs.ContextOf(id).Record(
                j => JobTransitions.End(j with { Reboot = proof, Warnings = [.. j.Warnings, .. warnings] }, end, time.GetUtcNow()),
                persist: true);
            RebootsLog.Ended(logger, id, end.Message);
        }
    }

    /// <summary>Called when the agent is asked to stop.</summary>
    public async Task StopAsync()
    {
        using var patience = new CancellationTokenSource(RebootLimits.StopPatience, time);
        try
        {
            if (!await evidence.IsStoppingAsync(patience.Token))
            {
                return;
            }

            RebootsLog.GoesDown(logger);
            var wall = await logind.GetWallMessageAsync(patience.Token);
            var message = wall.IsSuccess && wall.Value.Length > 0 ? wall.Value : null;
            if (ledger.GoesDown(new GoingDown(host.BootId, time.GetUtcNow(), message)) is { } problem)
            {
                RebootsLog.NotKept(logger, problem.ToString());
            }
        }
        catch (OperationCanceledException)
        {
            // The bus goes down as well; then the next boot does not know that the shutdown was orderly.
        }
    }

    /// <summary>
    /// Returns the warnings of a reboot job. Pure. In a container the kernel is no reason for a reboot (<see cref="RebootNeed"/>).
    /// </summary>
    /// <param name="stillNeeded">Why the host needs another reboot.</param>
    public static IEnumerable<string> Warnings(RebootProof proof, bool isSettled, IReadOnlyList<string> stillNeeded)
    {
        if (!isSettled)
        {
            yield return $"the boot had not finished after {RebootLimits.BootPatience.TotalMinutes:0} minutes; "
                + "units that fail later are not in this job";
        }

        if (proof.NewlyFailed is { Count: > 0 } failed)
        {
            yield return $"units failed that had not failed before: {string.Join(", ", failed)}";
        }

        foreach (var reason in stillNeeded)
        {
            yield return $"a reboot is still needed: {reason}";
        }
    }

    private bool IsOurs(Guid id) => ledger.Boots.Any(b => b.BootId == host.BootId && b.JobId == id);
}
