using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs;

/// <summary>How much of the past is kept: finished jobs beyond either are dropped.</summary>
internal sealed record JobHistory(int Jobs, TimeSpan Age)
{
    /// <summary>
    /// The jobs that are beyond, and whether their idempotency key is still to be remembered. The order of admission counts before any clock: a job is never older than one admitted before it, so one that
    /// was made while the clock stood wrong does not vanish when the clock is set. Pure.
    /// </summary>
    /// <param name="admitted">All jobs in the order of their admission.</param>
    /// <param name="now">See <see cref="HistoryClock"/>.</param>
    /// <param name="held">The job whose work goes on; it stays. Null for none.</param>
    public IReadOnlyList<(Job Job, bool IsKeyed)> Beyond(IReadOnlyCollection<Job> admitted, DateTimeOffset now, Guid? held)
    {
        var beyond = new List<(Job, bool)>();
        var later = admitted.Count(j => j.IsTerminal && !j.Hidden);
        var time = DateTimeOffset.MinValue;
        foreach (var job in admitted)
        {
            var ended = job.CompletedAt ?? job.CreatedAt;
            time = ended > time ? ended : time;
            if (!job.IsTerminal)
            {
                continue;
            }

            later -= job.Hidden ? 0 : 1;
            if (((later >= Jobs && !job.VerdictOutstanding) || now - time > Age || job.Hidden) && job.Id != held)
            {
                beyond.Add((job, IsKeyed(job, now)));
            }
        }

        return beyond;
    }

    /// <summary>A repeated request must find its job.</summary>
    private static bool IsKeyed(Job job, DateTimeOffset now) => (job.Idempotency is not null && now - job.CreatedAt < JobLimits.KeyKept)
        || job.Answers?.Any(a => now - a.At < JobLimits.KeyKept) == true;
}
