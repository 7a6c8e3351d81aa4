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
    /// <param name="shelved">Weight of a job's details that are held elsewhere (<see cref="JobShelf"/>).</param>
    public IReadOnlyList<(Job Job, bool IsKeyed)> Beyond(IReadOnlyCollection<Job> admitted, HistoryClock clock, Guid? held, Func<Guid, long>? shelved = null)
    {
        var beyond = new List<(Job Job, bool IsKeyed)>();
        var heavy = TooHeavy(admitted, shelved);
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

    /// <summary>The older jobs that are beyond <see cref="JobLimits.HistoryBytes"/>, however few there are: names and logs of one may be a megabyte.</summary>
    private static HashSet<Guid> TooHeavy(IReadOnlyCollection<Job> admitted, Func<Guid, long>? shelved)
    {
        var heavy = new HashSet<Guid>();
        long weight = 0;
        foreach (var job in admitted.Where(j => j.IsTerminal && !j.Hidden).Reverse())
        {
            weight += JobWeight.Of(job) + (shelved?.Invoke(job.Id) ?? 0);
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
