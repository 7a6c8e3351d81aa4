using LinuxPatchApi.Jobs.Events;
using LinuxPatchApi.Jobs.Journal;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs.Store;

/// <summary>
/// All known jobs, in memory (<see cref="JobTable"/>) and in the journal (<see cref="JournalWriter"/>). What has an effect or is answered
/// is on disk before anyone sees or feels it.
/// </summary>
internal sealed class JobStore : IDisposable
{
    private readonly Lock _lock = new();
    private readonly JobTable _jobs;
    private readonly JournalWriter _journal;
    private readonly JobHistory _history;
    private readonly HistoryClock _clock;
    private bool _isDisposed;

    private JobStore(JournalLine format, JobJournal journal, JournalContent content, JobHistory history, TimeProvider time, int? boot)
    {
        _history = history;
        _clock = new HistoryClock(JobHistory.Newest(content.Jobs), time, boot);
        Events = new JobEvents(time);
        _jobs = new JobTable(new ChangeNumbers(content.Jobs, time));
        foreach (var job in JobHistory.Marked(content.Jobs, _clock.Now()))
        {
            // A record of an older version has no number: everybody reads that job once more.
            var change = job.Change == 0 ? _jobs.Numbers.Head : job.Change;
            _jobs.Add(job with { Sequence = AfterRestart(job), Change = change });
        }

        // Its timers may fire before it is assigned.
        lock (_lock)
        {
            _journal = new JournalWriter(_jobs, format, journal, content, _clock, time, Retry, Check);
        }
    }

    /// <summary>Every change that watchers can see, in the order of the changes.</summary>
    public JobEvents Events { get; }

    /// <summary>Called for a job that has ended, with all its details, before it can be deleted. As <see cref="Decided"/>.</summary>
    public event Action<Job>? Ended;

    /// <summary>
    /// Called for a job whose verdict came after its end. Under the store's lock: must neither block nor call the store.
    /// </summary>
    public Action<Job>? Decided { private get; set; }

    /// <summary>Why the last write failed; null when it succeeded. Shown by health.</summary>
    public string? StorageProblem => _journal.Problem;

    /// <summary>
    /// Which part of the journal is lost, was quarantined or is not understood; null when none. Shown by health and doctor.
    /// </summary>
    public string? Notice
    {
        get
        {
            lock (_lock)
            {
                return _journal.Notice;
            }
        }
    }

    /// <summary>When and how somebody removed the journal; null when nobody did in this run.</summary>
    public string? Replaced => _journal.Replaced;

    /// <summary>Bytes of the compressed details of ended jobs.</summary>
    public long DetailBytes
    {
        get
        {
            lock (_lock)
            {
                return _jobs.DetailBytes;
            }
        }
    }

    /// <param name="format">The format of the journal's lines.</param>
    /// <param name="boot">This boot, for the clock that ages jobs; null when it is not known.</param>
    public static (JobStore Store, JournalContent Content) Open(
        JournalLine format, string directory, JobHistory history, TimeProvider time, int? boot = null)
    {
        var (journal, content) = JobJournal.Open(format, directory);
        var store = new JobStore(format, journal, content, history, time, boot);
        if (content.Problem is null)
        {
            store.PruneAndCompact(force: content.CorruptLines.Count > 0);
        }

        return (store, content);
    }

    /// <summary>Returns a job with all its details; null when it is not known or was deleted.</summary>
    public Job? Find(Guid id)
    {
        lock (_lock)
        {
            return _jobs.Find(id) is { Hidden: false } job ? job : null;
        }
    }

    /// <summary>
    /// Returns all jobs in the order of admission. Ended ones lack logs, changes, warnings, packages and restarts; <see cref="Find"/> has
    /// those.
    /// </summary>
    public IReadOnlyList<Job> All()
    {
        lock (_lock)
        {
            return [.. _jobs.Values.Where(j => !j.Hidden)];
        }
    }

    /// <summary>Returns the jobs that have changed after a number, the earliest change first, and the ids of those that left.</summary>
    /// <param name="after">Null for no jobs: only the number to continue from.</param>
    public JobChanges ChangesAfter(long? after)
    {
        lock (_lock)
        {
            var numbers = _jobs.Numbers;
            if (after is not { } known)
            {
                return new JobChanges([], [], numbers.Head, IsReset: false);
            }

            var isReset = !numbers.Reaches(known);
            return new JobChanges(
                [.. _jobs.Values.Where(j => !j.Hidden && (isReset || j.Change > known)).OrderBy(j => j.Change)],
                isReset ? [] : numbers.RemovedAfter(known),
                numbers.Head,
                isReset);
        }
    }

    /// <summary>Returns the job that a client's key created, even a deleted one, as long as the key is remembered.</summary>
    /// <param name="client">The fingerprint of the client's certificate.</param>
    public Job? FindByKey(string client, string key, TimeSpan kept)
    {
        lock (_lock)
        {
            return _jobs.Values.FirstOrDefault(
                j => j.Idempotency is { } tag && tag.Key == key && (tag.Client ?? j.RequestedBy.Fingerprint) == client
                    && _clock.AgeOf(j.Admitted!.On) < kept);
        }
    }

    /// <summary>Returns the first answer to a cancel or deletion with a client's key; null when there is none any more.</summary>
    /// <param name="client">The fingerprint of the client's certificate.</param>
    public KeptAnswer? FindAnswer(string client, string key, TimeSpan kept)
    {
        lock (_lock)
        {
            return _jobs.Values.SelectMany(j => j.Answers ?? [])
                .FirstOrDefault(a => a.Tag.Key == key && a.Tag.Client == client && _clock.AgeOf(a.On!.Value) < kept);
        }
    }

    /// <summary>True when the job's newest state could not be written: its record has the previous one.</summary>
    public bool IsUnsaved(Guid id)
    {
        lock (_lock)
        {
            return _journal.IsUnsaved(id);
        }
    }

    /// <summary>Adds a new job; on disk when this returns.</summary>
    /// <exception cref="IOException">It could not be stored.</exception>
    public void Add(Job job)
    {
        lock (_lock)
        {
            job = job.Marked(_clock.Now()) with { Change = _jobs.Numbers.Next() };
            _journal.Write(job);
            _jobs.Add(job);
            _journal.WriteUnsaved();
            Events.Publish(null, job);
            PruneAndCompact(force: false);
        }
    }

    /// <summary>
    /// Records what has already happened. A failed write does not undo it: health reports the problem, and the write is retried. What is
    /// still to happen goes through <see cref="TryUpdate"/>.
    /// </summary>
    /// <param name="persist">False for progress, which stays in memory.</param>
    public Job Update(Guid id, Func<Job, Job> change, bool persist)
    {
        lock (_lock)
        {
            var before = _jobs.Get(id);
            var next = _journal.IsForeign(id) ? before : Numbered(before, JobChange.Apply(before, change, _clock));
            if (ReferenceEquals(next, before))
            {
                return next;
            }

            if (persist && _journal.TryWrite(next))
            {
                _journal.WriteUnsaved();
            }

            Show(before, next);
            if (persist)
            {
                _journal.CompactIfDue();
            }

            return next;
        }
    }

    /// <summary>
    /// As <see cref="Update"/>, for what has an effect or is answered to a client: it is on disk before anyone sees or feels it.
    /// </summary>
    /// <returns>False when the write failed; then nothing has changed, and <see cref="StorageProblem"/> says why.</returns>
    public bool TryUpdate(Guid id, Func<Job, Job> change)
    {
        lock (_lock)
        {
            var before = _jobs.Get(id);
            var next = Numbered(before, JobChange.Apply(before, change, _clock));
            if (ReferenceEquals(next, before))
            {
                return true;
            }

            if (!TryWriteNow(next))
            {
                return false;
            }

            Show(before, next);
            _journal.WriteUnsaved();
            _journal.CompactIfDue();
            return true;
        }
    }

    /// <summary>
    /// Sets the job whose work continues, even when it was closed as TIMEOUT: it stays in the history. Null for none.
    /// </summary>
    public void Hold(Guid? id)
    {
        lock (_lock)
        {
            _jobs.Hold(id);
        }
    }

    /// <summary>
    /// Deletes a finished job; the record of its deletion is on disk first. One with a key stays hidden until the key expires.
    /// </summary>
    /// <returns>False when the write failed; then the job still exists.</returns>
    public bool TryDelete(Guid id, KeptAnswer? answer = null)
    {
        lock (_lock)
        {
            var number = _jobs.Numbers.Next();
            var deleted = _jobs.KeyOnly(id).Answered(answer).Marked(_clock.Now()) with { Change = number, ChangesForgotten = number };
            if (!TryWriteNow(deleted))
            {
                return false;
            }

            _jobs.SetDeleted(deleted);
            Events.Forget(id);
            _journal.WriteUnsaved();
            PruneAndCompact(force: false);
            return true;
        }
    }

    /// <summary>Stores a first answer to a request about a job in a record of its own, as long as its key counts.</summary>
    /// <returns>False when the write failed.</returns>
    public bool TryAddAnswer(Job about, KeptAnswer answer)
    {
        lock (_lock)
        {
            var record = about.OnlyAnswer(answer).Marked(_clock.Now());
            if (!TryWriteNow(record))
            {
                return false;
            }

            _jobs.Add(record);
            _journal.WriteUnsaved();
            PruneAndCompact(force: false);
            return true;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _journal.Dispose();
        }
    }

    private Job Numbered(Job before, Job next) => JobChange.IsVisible(before, next) || JobChange.IsDecided(before, next)
        ? next with { Change = _jobs.Numbers.Next() }
        : next;

    private void Show(Job before, Job next)
    {
        _jobs.Set(next);
        if (next.IsTerminal && !before.IsTerminal)
        {
            Ended?.Invoke(next);
        }

        if (JobChange.IsDecided(before, next))
        {
            Decided?.Invoke(next);
        }

        if (JobChange.IsVisible(before, next))
        {
            // Decided here and not by each watcher: the next job may end before it looks.
            Events.Publish(before, next, next.IsTerminal && !_jobs.Values.Any(
                j => !j.IsTerminal && j.RequestedBy.Fingerprint == next.RequestedBy.Fingerprint));
        }
        else
        {
            Events.Touch();
        }
    }

    /// <summary>Writes a record that must not take effect later: a failed write is not retried.</summary>
    private bool TryWriteNow(Job job)
    {
        try
        {
            _journal.Write(job);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private void Retry()
    {
        lock (_lock)
        {
            if (!_isDisposed)
            {
                _journal.Retry();
                Events.Touch();
            }
        }
    }

    private void Check()
    {
        lock (_lock)
        {
            if (!_isDisposed)
            {
                _journal.RewriteIfLost();
            }
        }
    }

    private void PruneAndCompact(bool force)
    {
        _jobs.Prune(_history, _clock);
        if (force)
        {
            _journal.TryCompact();
        }
        else
        {
            _journal.CompactIfDue();
        }
    }

    /// <summary>Skips numbers, because progress events of the previous run were counted in memory only.</summary>
    private static long AfterRestart(Job job) => job.IsTerminal
        ? Math.Max(job.Sequence, 1)
        : ((job.Sequence / JobLimits.SequencesPerRun) + 1) * JobLimits.SequencesPerRun;
}
