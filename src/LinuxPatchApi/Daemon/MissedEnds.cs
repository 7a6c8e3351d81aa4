using LinuxPatchApi.Audit;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Daemon;

/// <summary>
/// Finds the job ends and late verdicts that the audit log lacks because the agent was killed before writing them. Relies on the order of
/// events by the journal's account of elapsed time, not on the clock: the log's tail names jobs, and whatever happened after the oldest of
/// those has its line in the tail or nowhere. Pure.
/// </summary>
internal static class MissedEnds
{
    /// <param name="jobs">All jobs of the journal.</param>
    /// <param name="recall">What the tail of the log contains.</param>
    public static (IReadOnlyList<Job> Ends, IReadOnlyList<Job> Verdicts) Of(IReadOnlyList<Job> jobs, AuditRecall recall)
    {
        var from = jobs.Select(job => OldestMark(job, recall)).Min();
        return (
            [.. jobs.Where(j => j is { IsTerminal: true, EndedOn: not null } && !recall.Ended.Contains($"{j.Id}") && IsAfter(j, j.EndedOn, from, recall))],
            [.. jobs.Where(j => j is { IsTerminal: true, DecidedOn: not null } && !recall.Decided.Contains($"{j.Id}") && IsAfter(j, j.DecidedOn, from, recall))]);
    }

    /// <summary>Without a job in the tail only the clock is left; a log of which nothing can be read proves nothing.</summary>
    private static bool IsAfter(Job job, long? on, long? from, AuditRecall recall) => from is { } mark ? on >= mark : job.UpdatedAt >= recall.Since;

    /// <summary>Returns the oldest event of this job in the tail; null when it has none.</summary>
    private static long? OldestMark(Job job, AuditRecall recall)
    {
        var id = $"{job.Id}";
        return recall.Admitted.Contains(id) ? job.Admitted?.On : recall.Ended.Contains(id) ? job.EndedOn : recall.Decided.Contains(id) ? job.DecidedOn : null;
    }
}
