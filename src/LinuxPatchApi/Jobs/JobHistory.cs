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
        var beyond = new List<(Job Job, bool IsKeyed)>();
        var heavy = TooHeavy(admitted);
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
            if ((((later >= Jobs || heavy.Contains(job.Id)) && !job.VerdictOutstanding) || now - time > Age || job.Hidden) && job.Id != held)
            {
                beyond.Add((job, IsKeyed(job, now)));
            }
        }

        return Bounded(beyond);
    }

    /// <summary>The older jobs that are beyond <see cref="JobLimits.HistoryBytes"/>, however few there are: names and logs of one may be a megabyte.</summary>
    private static HashSet<Guid> TooHeavy(IReadOnlyCollection<Job> admitted)
    {
        var heavy = new HashSet<Guid>();
        long weight = 0;
        foreach (var job in admitted.Where(j => j.IsTerminal && !j.Hidden).Reverse())
        {
            weight += JobWeight.Of(job);
            if (weight > JobLimits.HistoryBytes)
            {
                heavy.Add(job.Id);
            }
        }

        return heavy;
    }

    /// <summary>The oldest keys of a client are forgotten beyond <see cref="JobLimits.KeyedBytesPerClient"/>, and beyond
    /// <see cref="JobLimits.KeyedBytes"/> those of all.</summary>
    private static List<(Job Job, bool IsKeyed)> Bounded(List<(Job Job, bool IsKeyed)> beyond)
    {
        var shares = new Dictionary<string, long>(StringComparer.Ordinal);
        long all = 0;
        for (var i = beyond.Count - 1; i >= 0; i--)
        {
            var (job, isKeyed) = beyond[i];
            if (!isKeyed)
            {
                continue;
            }

            var client = job.Idempotency?.Client ?? job.RequestedBy.Fingerprint ?? "";
            var weight = JobWeight.OfKey(job);
            var share = shares[client] = shares.GetValueOrDefault(client) + weight;
            all += weight;
            beyond[i] = (job, share <= JobLimits.KeyedBytesPerClient && all <= JobLimits.KeyedBytes);
        }

        return beyond;
    }

    /// <summary>A repeated request must find its job.</summary>
    private static bool IsKeyed(Job job, DateTimeOffset now) => (job.Idempotency is not null && now - job.CreatedAt < JobLimits.KeyKept)
        || job.Answers?.Any(a => now - a.At < JobLimits.KeyKept) == true;
}
