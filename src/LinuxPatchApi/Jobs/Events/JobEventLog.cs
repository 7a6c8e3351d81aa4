namespace LinuxPatchApi.Jobs.Events;

/// <summary>
/// The stored events of one job, oldest first. Bounded: thins out progress and keeps every status change. Not thread-safe.
/// </summary>
internal sealed class JobEventLog(TimeProvider time)
{
    private readonly List<JobEvent> _events = [];
    private long _addedAt;

    /// <summary>Null before the first event.</summary>
    public JobEvent? Latest => _events.Count == 0 ? null : _events[^1];

    /// <summary>True when the job has ended: no event follows.</summary>
    public bool HasEnded => Latest is { IsTerminal: true };

    /// <summary>Appends an event. Progress that follows progress within <see cref="JobLimits.ProgressInterval"/> replaces it.</summary>
    public void Append(JobEvent next)
    {
        if (!next.IsStatusChange && Latest is { IsStatusChange: false } && time.GetElapsedTime(_addedAt) < JobLimits.ProgressInterval)
        {
            _events[^1] = next;
            return;
        }

        _events.Add(next);
        _addedAt = time.GetTimestamp();
        if (_events.Count > JobLimits.EventsPerJob)
        {
            // A job changes its status five times at most, so there is progress to drop.
            _events.RemoveAt(_events.FindIndex(e => !e.IsStatusChange));
        }
    }

    /// <summary>Returns the stored events after a sequence number.</summary>
    public IReadOnlyList<JobEvent> After(long sequence) => [.. _events.Where(e => e.Sequence > sequence)];
}
