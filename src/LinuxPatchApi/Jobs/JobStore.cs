using LinuxPatchApi.Jobs.Events;
using LinuxPatchApi.Jobs.Journal;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs;

/// <summary>All known jobs, in memory and in the journal. State changes are on disk before they are seen by anyone.</summary>
internal sealed class JobStore : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, Job> _jobs = [];
    private readonly JobJournal _journal;
    private readonly JobHistory _history;
    private readonly TimeProvider _time;

    private Guid? _held;

    private JobStore(JobJournal journal, JobHistory history, TimeProvider time)
    {
        (_journal, _history, _time) = (journal, history, time);
        Events = new JobEvents(time);
    }

    /// <summary>Every change that watchers can see, in the order of the changes.</summary>
    public JobEvents Events { get; }

    /// <summary>Why the last write failed; null while the disk takes everything. Health shows it.</summary>
    public string? StorageProblem { get; private set; }

    public static (JobStore Store, JournalContent Content) Open(string directory, JobHistory history, TimeProvider time)
    {
        var (journal, content) = JobJournal.Open(directory);
        var store = new JobStore(journal, history, time);
        foreach (var job in content.Jobs)
        {
            store._jobs.Add(job.Id, job with { Sequence = AfterRestart(job) });
        }

        store.PruneAndCompact(force: content.CorruptLines.Count > 0);
        return (store, content);
    }

    public Job? Find(Guid id)
    {
        lock (_lock)
        {
            return _jobs.TryGetValue(id, out var job) && !job.Hidden ? job : null;
        }
    }

    public IReadOnlyList<Job> All()
    {
        lock (_lock)
        {
            return [.. _jobs.Values.Where(j => !j.Hidden)];
        }
    }

    /// <summary>The job that a client's key made, deleted ones included, as long as the key is remembered.</summary>
    public Job? FindByKey(string subject, string key, TimeSpan kept)
    {
        lock (_lock)
        {
            var oldest = _time.GetUtcNow() - kept;
            return _jobs.Values.FirstOrDefault(j => j.CreatedAt > oldest && j.Idempotency is { } tag && tag.Key == key && tag.Subject == subject);
        }
    }

    /// <summary>Adds a new job; on the disk when this returns. Throws <see cref="IOException"/> when it could not be stored.</summary>
    public void Add(Job job)
    {
        lock (_lock)
        {
            Persist(job);
            _jobs.Add(job.Id, job);
            Events.Publish(null, job);
            PruneAndCompact(force: false);
        }
    }

    /// <summary>
    /// Replaces a job by what <paramref name="change"/> makes of it. A change of state or plan is persisted first; progress is memory only.
    /// A disk that refuses does not stop the work in hand: the problem is kept for health, and the next change is tried again.
    /// </summary>
    public Job Update(Guid id, Func<Job, Job> change, bool persist)
    {
        lock (_lock)
        {
            var before = _jobs[id];
            var next = change(before);
            if (ReferenceEquals(next, before))
            {
                return next;
            }

            var isVisible = !before.IsTerminal && JobEvent.Differ(before, next);
            next = isVisible ? next with { Sequence = before.Sequence + 1 } : next;

            if (persist)
            {
                TryPersist(next);
            }

            _jobs[id] = next;
            if (isVisible)
            {
                Events.Publish(before, next);
            }
            else
            {
                Events.Touch();
            }

            return next;
        }
    }

    /// <summary>Names the job whose work goes on, even when it is closed as TIMEOUT: the history limits do not take it. Null for none.</summary>
    public void Hold(Guid? id)
    {
        lock (_lock)
        {
            _held = id;
        }
    }

    /// <summary>Removes a finished job from the list; its deletion is persisted by a compaction. One with a key stays hidden for its time.</summary>
    public void Delete(Guid id)
    {
        lock (_lock)
        {
            if (_jobs.TryGetValue(id, out var job) && job.Idempotency is not null)
            {
                _jobs[id] = job with { Hidden = true };
            }
            else
            {
                _jobs.Remove(id);
            }

            Events.Forget(id);
            PruneAndCompact(force: true);
        }
    }

    /// <summary>Waits until the job is another than <paramref name="seen"/>, or the time is over. Null when it is deleted.</summary>
    public async Task<Job?> WaitForChangeAsync(Job seen, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        while (true)
        {
            var head = Events.Head;
            var job = Find(seen.Id);
            var left = timeout - _time.GetElapsedTime(started);
            if (job is null || !ReferenceEquals(job, seen) || left <= TimeSpan.Zero)
            {
                return job;
            }

            var change = Events.ChangedAfter(head).WaitAsync(left, _time, cancellationToken);
            await change.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _journal.Dispose();
        }
    }

    private void Persist(Job job)
    {
        try
        {
            _journal.Append(job);
            StorageProblem = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            StorageProblem = $"the job journal cannot be written: {e.Message}";
            throw;
        }
    }

    private void TryPersist(Job job)
    {
        try
        {
            Persist(job);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // StorageProblem tells; see Update.
        }
    }

    private void PruneAndCompact(bool force)
    {
        var oldest = _time.GetUtcNow() - _history.Age;
        var finished = _jobs.Values.Where(j => j.IsTerminal && j.Id != _held).OrderByDescending(j => j.CreatedAt).ToList();
        foreach (var job in finished.Where((j, i) => (i >= _history.Jobs || j.CreatedAt < oldest || j.Hidden) && !IsKeyed(j)))
        {
            _jobs.Remove(job.Id);
        }

        if (!force && _journal.Length < JobLimits.JournalCompactBytes)
        {
            return;
        }

        try
        {
            _journal.Compact(_jobs.Values);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            StorageProblem = $"the job journal cannot be compacted: {e.Message}";
        }
    }

    private bool IsKeyed(Job job) => job.Idempotency is not null && _time.GetUtcNow() - job.CreatedAt < JobLimits.KeyKept;

    /// <summary>Progress events of the former run were counted in memory only, so their numbers are skipped.</summary>
    private static long AfterRestart(Job job) => job.IsTerminal
        ? Math.Max(job.Sequence, 1)
        : ((job.Sequence / JobLimits.SequencesPerRun) + 1) * JobLimits.SequencesPerRun;
}
