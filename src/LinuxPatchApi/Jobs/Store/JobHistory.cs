using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs.Store;

/// <summary>The limits of the history: finished jobs beyond either are dropped.</summary>
internal sealed record JobHistory(int Jobs, TimeSpan Age)
{
    /// <summary>
    /// Returns the jobs beyond the limits, and whether their idempotency key must still be remembered. A job is never older than one
    /// admitted before it. Pure.
    /// </summary>
    /// <param name="admitted">All jobs in the order of their admission, each with its marks.</param>
    /// <param name="clock">The clock of elapsed time.</param>
    /// <param name="held">The job whose work continues; it stays. Null for none.</param>
    /// <param name="archived">Returns the weight of a job's compressed details (<see cref="DetailArchive"/>).</param>
    public IReadOnlyList<(Job Job, bool IsKeyed)> Beyond(
        IReadOnlyCollection<Job> admitted, HistoryClock clock, Guid? held, Func<Guid, long>? archived = null)
    {
        var beyond = new List<(Job Job, bool IsKeyed)>();
        var heavy = TooHeavy(admitted, archived);
        var later = admitted.Count(j => j.IsTerminal && !j.Hidden);
        var now = clock.Now().On;
        var ended = 0L;
        foreach (var job in admitted)
        {
            ended = Math.Max(ended, job.EndedOn ?? job.Admitted!.On);
            if (!job.IsTerminal)
            {
                continue;
            }

            later -= job.Hidden ? 0 : 1;
            var isOver = (later >= Jobs || heavy.Contains(job.Id)) && !job.VerdictOutstanding;
            if ((isOver || now - ended > Age.TotalMilliseconds || job.Hidden) && job.Id != held)
            {
                beyond.Add((job, IsKeyed(job, clock)));
            }
        }

        return Bounded(beyond);
    }

    /// <summary>
    /// Returns the older jobs beyond <see cref="JobLimits.HistoryBytes"/>, however few there are: names and logs of one may be a
    /// megabyte.
    /// </summary>
    private static HashSet<Guid> TooHeavy(IReadOnlyCollection<Job> admitted, Func<Guid, long>? archived)
    {
        var heavy = new HashSet<Guid>();
        long weight = 0;
        foreach (var job in admitted.Where(j => j.IsTerminal && !j.Hidden).Reverse())
        {
            weight += JobWeight.Of(job) + (archived?.Invoke(job.Id) ?? 0);
            if (weight > JobLimits.HistoryBytes)
            {
                heavy.Add(job.Id);
            }
        }

        return heavy;
    }

    /// <summary>
    /// Forgets the oldest keys of a client beyond <see cref="JobLimits.KeyedBytesPerClient"/>, and those of all clients beyond <see
    /// cref="JobLimits.KeyedBytes"/>.
    /// </summary>
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

            // Whose key it is: an answer may be another client's than the job.
            var client = job.Idempotency?.Client ?? job.Answers?[0].Tag.Client ?? job.RequestedBy.Fingerprint ?? "";
            var weight = JobWeight.OfKey(job);
            var share = shares[client] = shares.GetValueOrDefault(client) + weight;
            all += weight;
            beyond[i] = (job, share <= JobLimits.KeyedBytesPerClient && all <= JobLimits.KeyedBytes);
        }

        return beyond;
    }

    /// <summary>A repeated request must find its job.</summary>
    private static bool IsKeyed(Job job, HistoryClock clock) =>
        (job.Idempotency is not null && clock.AgeOf(job.Admitted!.On) < JobLimits.KeyKept)
        || job.Answers?.Any(a => clock.AgeOf(a.On!.Value) < JobLimits.KeyKept) == true;

    /// <summary>
    /// Fills in the marks that records of previous versions lack. Each counts as young as it can be: as old as the next one with a mark,
    /// or as now. Pure.
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

    /// <summary>Returns the newest mark of the records; null when they have none.</summary>
    public static ClockMark? Newest(IEnumerable<Job> jobs) =>
        jobs.Select(j => j.Written ?? j.Admitted).OfType<ClockMark>().MaxBy(m => m.On);
}
