namespace LinuxPatchApi.Jobs.Events;

/// <summary>
/// The events for one watcher: every status change in order, and the newest progress at most every <see
/// cref="JobLimits.ProgressInterval"/>. <see cref="Take"/> and the subscription methods must not run concurrently; a wait may run
/// meanwhile.
/// </summary>
internal sealed class JobEventFeed(JobEvents events, long head)
{
    private readonly Dictionary<Guid, long> _delivered = [];
    private bool _watchesAll = true;
    private long _statusSeen = head;
    private long _progressSeen = head;
    private long? _progressCollectedAt;

    /// <summary>True when the watcher was so slow that status changes were dropped: it must read the jobs again.</summary>
    public bool HasOverrun { get; private set; }

    /// <summary>The number of jobs that are watched by id; 0 while all are watched.</summary>
    public int Watched => _delivered.Count;

    /// <summary>Watches every job, as a new feed does.</summary>
    public void WatchAll()
    {
        _watchesAll = true;
        _delivered.Clear();
    }

    /// <summary>Watches this job; the first call ends watching all.</summary>
    /// <param name="known">The watcher already knows the events up to this sequence number.</param>
    public void Watch(Guid id, long known)
    {
        _watchesAll = false;
        _delivered[id] = Math.Max(known, _delivered.GetValueOrDefault(id));
    }

    /// <summary>Stops watching this job; no effect while all are watched.</summary>
    public void Unwatch(Guid id) => _delivered.Remove(id);

    /// <summary>Stops watching everything.</summary>
    public void UnwatchAll()
    {
        _watchesAll = false;
        _delivered.Clear();
    }

    /// <summary>Returns the events that are due, oldest first; sequence numbers of a job only rise. Empty when none is.</summary>
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
            _progressCollectedAt = events.Time.GetTimestamp();
        }

        due.RemoveAll(e => !IsWatched(e));
        due.Sort(static (a, b) => a.Number.CompareTo(b.Number));
        foreach (var sent in due.Where(e => _delivered.ContainsKey(e.JobId)))
        {
            _delivered[sent.JobId] = sent.Sequence;
        }

        return due;
    }

    /// <summary>Waits until <see cref="Take"/> may return something, or the time is over.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        var pause = UntilProgress();
        var signal = pause > TimeSpan.Zero ? events.StatusChangedAfter(_statusSeen) : events.ChangedAfter(_progressSeen);
        var time = pause > TimeSpan.Zero && (pause < atMost || atMost == Timeout.InfiniteTimeSpan) ? pause : atMost;
        await signal.WaitAsync(time, events.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Time until progress is due again.</summary>
    private TimeSpan UntilProgress() =>
        _progressCollectedAt is { } at ? JobLimits.ProgressInterval - events.Time.GetElapsedTime(at) : TimeSpan.Zero;

    private bool IsWatched(JobEvent next) =>
        _watchesAll || (_delivered.TryGetValue(next.JobId, out var delivered) && next.Sequence > delivered);
}
