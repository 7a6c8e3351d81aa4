using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs.Store;

/// <summary>Waits for the change of a job, for long polls.</summary>
internal static class JobWait
{
    /// <summary>Waits until the job differs from <paramref name="seen"/>, or the time is over. Returns null when it was deleted.</summary>
    public static Task<Job?> ForChangeAsync(JobStore store, Job seen, TimeSpan timeout, CancellationToken cancellationToken) =>
        ForAsync(store, seen, job => !IsSame(job, seen), timeout, cancellationToken);

    /// <summary>Waits until the job has ended, or the time is over. Returns null when it was deleted.</summary>
    public static Task<Job?> ForEndAsync(JobStore store, Job seen, TimeSpan timeout, CancellationToken cancellationToken) =>
        ForAsync(store, seen, job => job.IsTerminal, timeout, cancellationToken);

    private static async Task<Job?> ForAsync(
        JobStore store, Job seen, Func<Job, bool> isWanted, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var time = store.Events.Time;
        var started = time.GetTimestamp();
        while (true)
        {
            var head = store.Events.Head;
            var job = store.Find(seen.Id);
            var left = timeout - time.GetElapsedTime(started);
            if (job is null || isWanted(job) || left <= TimeSpan.Zero)
            {
                return job;
            }

            var change = store.Events.ChangedAfter(head).WaitAsync(left, time, cancellationToken);
            await change.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>The details of an ended job are a new object whenever they are decompressed.</summary>
    private static bool IsSame(Job job, Job seen) => ReferenceEquals(job, seen)
        || (job.IsTerminal && seen.IsTerminal && job.Sequence == seen.Sequence && job.UpdatedAt == seen.UpdatedAt
            && job.Message == seen.Message);
}
