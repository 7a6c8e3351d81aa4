namespace LinuxPatchApi.Jobs.Events;

/// <summary>
/// What one watcher hears: every status change in order, and the newest progress at most every
/// <see cref="JobLimits.ProgressInterval"/>. <see cref="Take"/> and the choice of jobs must not run concurrently; one may wait meanwhile.
/// </summary>
internal sealed class JobEventFeed(JobEvents events, long head)
{
    private readonly Dictionary<Guid, long> _told = [];
    private bool _hearsAll = true;
    private long _statusSeen = head;
    private long _progressSeen = head;
    private long? _progressLookedAt;

    /// <summary>True when the watcher was so slow that status changes were dropped: it must ask for the jobs anew.</summary>
    public bool HasOverrun { get; private set; }

    /// <summary>How many jobs were chosen; 0 while all are heard.</summary>
    public int Chosen => _told.Count;

    /// <summary>Hears every job, as a new feed does.</summary>
    public void HearAll()
    {
        _hearsAll = true;
        _told.Clear();
    }

    /// <summary>Hears this job; the first choice ends hearing all.</summary>
    /// <param name="told">Events up to this sequence number are known to the watcher.</param>
    public void Hear(Guid id, long told)
    {
        _hearsAll = false;
        _told[id] = Math.Max(told, _told.GetValueOrDefault(id));
    }

    /// <summary>Hears this job no more; while all are heard nothing changes.</summary>
    public void Forget(Guid id) => _told.Remove(id);

    /// <summary>Hears nothing.</summary>
    public void ForgetAll()
    {
        _hearsAll = false;
        _told.Clear();
    }

    /// <summary>What is due, oldest first; sequence numbers of a job only rise. Empty when nothing is.</summary>
    public IReadOnlyList<JobEvent> Take()
    {
        var due = new List<JobEvent>();
        var withProgress = UntilProgress() <= TimeSpan.Zero;
        var (newest, overrun) = events.Collect(_statusSeen, withProgress ? _progressSeen : null, due);
        HasOverrun |= overrun;
        _statusSeen = newest;
        if (withProgress && newest > _progressSeen)
        {
            _progressSeen = newest;
            _progressLookedAt = events.Time.GetTimestamp();
        }

        due.RemoveAll(e => !Hears(e));
        due.Sort(static (a, b) => a.Number.CompareTo(b.Number));
        foreach (var told in due.Where(e => _told.ContainsKey(e.JobId)))
        {
            _told[told.JobId] = told.Sequence;
        }

        return due;
    }

    /// <summary>Waits until <see cref="Take"/> may find something, or the time is over.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        var pause = UntilProgress();
        var signal = pause > TimeSpan.Zero ? events.StatusChangedAfter(_statusSeen) : events.ChangedAfter(_progressSeen);
        var time = pause > TimeSpan.Zero && (pause < atMost || atMost == Timeout.InfiniteTimeSpan) ? pause : atMost;
        await signal.WaitAsync(time, events.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>How long no progress is told yet.</summary>
    private TimeSpan UntilProgress() =>
        _progressLookedAt is { } at ? JobLimits.ProgressInterval - events.Time.GetElapsedTime(at) : TimeSpan.Zero;

    private bool Hears(JobEvent next) => _hearsAll || (_told.TryGetValue(next.JobId, out var told) && next.Sequence > told);
}
