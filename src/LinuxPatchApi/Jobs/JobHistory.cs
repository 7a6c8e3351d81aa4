using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs;

/// <summary>How much of the past is kept: finished jobs beyond either are dropped.</summary>
internal sealed record JobHistory(int Jobs, TimeSpan Age)
{
    /// <summary>
    /// The jobs that are beyond, and whether their idempotency key is still to be remembered. A job is never older than one admitted before
    /// it. Pure.
    /// </summary>
    /// <param name="admitted">All jobs in the order of their admission, each with its marks.</param>
    /// <param name="clock">The account of elapsed time.</param>
    /// <param name="held">The job whose work goes on; it stays. Null for none.</param>
    public IReadOnlyList<(Job Job, bool IsKeyed)> Beyond(IReadOnlyCollection<Job> admitted, HistoryClock clock, Guid? held)
    {
        var beyond = new List<(Job, bool)>();
        var later = admitted.Count(j => j.IsTerminal);
        var now = clock.Now().On;
        var ended = 0L;
        foreach (var job in admitted)
        {
            ended = Math.Max(ended, job.EndedOn ?? job.Admitted!.On);
            if (!job.IsTerminal)
            {
                continue;
            }

            later--;
            if (((later >= Jobs && !job.VerdictOutstanding) || now - ended > Age.TotalMilliseconds || job.Hidden) && job.Id != held)
            {
                beyond.Add((job, IsKeyed(job, clock)));
            }
        }

        return beyond;
    }

    /// <summary>A repeated request must find its job.</summary>
    private static bool IsKeyed(Job job, HistoryClock clock) => (job.Idempotency is not null && clock.AgeOf(job.Admitted!.On) < JobLimits.KeyKept)
        || job.Answers?.Any(a => clock.AgeOf(a.On!.Value) < JobLimits.KeyKept) == true;

    /// <summary>
    /// Records of former versions have no mark. Each is taken for as young as it can be: as old as the next one that has a mark, or of now.
    /// Pure.
    /// </summary>
    /// <param name="admitted">In the order of their admission.</param>
    public static IReadOnlyList<Job> Marked(IReadOnlyList<Job> admitted, ClockMark now)
    {
        var marked = new Job[admitted.Count];
        var next = now;
        for (var i = admitted.Count - 1; i >= 0; i--)
        {
            next = admitted[i].Admitted ?? next;
            marked[i] = admitted[i].Marked(next);
        }

        return marked;
    }

    /// <summary>The newest mark that the records hold; null when they hold none.</summary>
    public static ClockMark? Newest(IEnumerable<Job> jobs) => jobs.Select(j => j.Written ?? j.Admitted).OfType<ClockMark>().MaxBy(m => m.On);
}
