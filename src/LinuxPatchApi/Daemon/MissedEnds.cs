using LinuxPatchApi.Audit;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Daemon;

/// <summary>
/// Which ends and late verdicts of jobs the audit log lacks because the agent was killed before it wrote them. Told by the order in which things
/// happened, on the journal's account of elapsed time, not by the clock: the log's tail names jobs, and what happened after the oldest
/// of those has its line in the tail or nowhere. Pure.
/// </summary>
internal static class MissedEnds
{
    /// <param name="jobs">All of the journal.</param>
    /// <param name="recall">What the tail of the log says.</param>
    public static (IReadOnlyList<Job> Ends, IReadOnlyList<Job> Verdicts) Of(IReadOnlyList<Job> jobs, AuditRecall recall)
    {
        var from = jobs.Select(job => OldestMark(job, recall)).Min();
        return (
            [.. jobs.Where(j => j is { IsTerminal: true, EndedOn: not null } && !recall.Ended.Contains($"{j.Id}") && IsAfter(j, j.EndedOn, from, recall))],
            [.. jobs.Where(j => j is { IsTerminal: true, DecidedOn: not null } && !recall.Decided.Contains($"{j.Id}") && IsAfter(j, j.DecidedOn, from, recall))]);
    }

    /// <summary>Without a job in the tail only the clock tells; a log of which nothing can be read says nothing.</summary>
    private static bool IsAfter(Job job, long? on, long? from, AuditRecall recall) => from is { } mark ? on >= mark : job.UpdatedAt >= recall.Since;

    /// <summary>The oldest thing of this job that the tail tells; null when it tells none.</summary>
    private static long? OldestMark(Job job, AuditRecall recall)
    {
        var id = $"{job.Id}";
        return recall.Admitted.Contains(id) ? job.Admitted?.On : recall.Ended.Contains(id) ? job.EndedOn : recall.Decided.Contains(id) ? job.DecidedOn : null;
    }
}
