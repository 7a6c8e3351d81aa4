using LinuxPatchApi.Jobs.Events;
using LinuxPatchApi.Jobs.Journal;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs;

/// <summary>All known jobs, in memory and in the journal. What has an effect or is answered is on disk before anyone sees or feels it.</summary>
internal sealed partial class JobStore : IDisposable
{
    private readonly Lock _lock = new();

    /// <summary>In the order of admission, whatever the clock said. Of ended ones without what lies on the shelf.</summary>
    private readonly OrderedDictionary<Guid, Job> _jobs = [];
    private readonly JobShelf _shelf = new();
    private readonly JournalLine _form;
    private readonly JobJournal _journal;
    private readonly JobHistory _history;
    private readonly HistoryClock _clock;
    private readonly TimeProvider _time;

    /// <summary>Jobs whose newest state the disk has refused so far.</summary>
    private readonly HashSet<Guid> _unsaved = [];
    private readonly ITimer _retry;

    /// <summary>Lines of another version of the agent, kept as they are; see <see cref="ForeignRecord"/>.</summary>
    private readonly Dictionary<Guid, byte[]> _foreign;
    private readonly IReadOnlyList<byte[]> _nameless;

    /// <summary>Bytes that the journal had after its last compaction; at the start what the last record of each job takes.</summary>
    private long _compacted;

    private Guid? _held;
    private bool _isDisposed;

    private JobStore(JournalLine form, JobJournal journal, JournalContent content, JobHistory history, TimeProvider time)
    {
        (_form, _journal, _history, _time) = (form, journal, history, time);
        _clock = new HistoryClock(JobHistory.Newest(content.Jobs), time);
        _retry = time.CreateTimer(static store => ((JobStore)store!).Retry(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        (_foreign, _nameless) = (new Dictionary<Guid, byte[]>(content.Foreign), content.Nameless);
        _compacted = content.LiveBytes;
        Events = new JobEvents(time);
        foreach (var job in JobHistory.Marked(content.Jobs, _clock.Now()))
        {
            _jobs.Add(job.Id, _shelf.Put(job with { Sequence = AfterRestart(job) }, isHeld: false));
            Undoes(job);
        }

        if (content.Problem is { } problem)
        {
            ProblemIs($"the job journal cannot be {(content.IsUnreadable ? "read" : "written")}: {problem}");
        }
    }

    /// <summary>Every change that watchers can see, in the order of the changes.</summary>
    public JobEvents Events { get; }

    /// <summary>Told of a job whose verdict came after its end. Under the store's lock: must neither block nor call back.</summary>
    public Action<Job>? Decided { private get; set; }

    /// <summary>Why the last write failed; null while the disk takes everything. Health shows it.</summary>
    public string? StorageProblem { get; private set; }

    /// <summary>What of the journal is lost, was put aside or is not understood; null when nothing. Health and doctor show it.</summary>
    public string? Notice
    {
        get
        {
            lock (_lock)
            {
                var foreign = _foreign.Count + _nameless.Count;
                return Replaced
                    ?? (_journal.QuarantinePath is { } place ? $"lines of the job journal were damaged; they lie in {place}, and what they told is lost" : null)
                    ?? (foreign > 0 ? $"{foreign} records of the job journal were written by another version of the agent and are not understood; they are kept" : null);
            }
        }
    }

    /// <summary>That somebody took the journal away, and when; null while nobody did in this run.</summary>
    public string? Replaced { get; private set; }

    /// <param name="form">The form of its lines.</param>
    public static (JobStore Store, JournalContent Content) Open(JournalLine form, string directory, JobHistory history, TimeProvider time)
    {
        var (journal, content) = JobJournal.Open(form, directory);
        var store = new JobStore(form, journal, content, history, time);
        if (content.Problem is null)
        {
            store.PruneAndCompact(force: content.CorruptLines.Count > 0);
        }

        return (store, content);
    }

    public Job? Find(Guid id)
    {
        lock (_lock)
        {
            return _jobs.TryGetValue(id, out var job) && !job.Hidden ? _shelf.Whole(job) : null;
        }
    }

    /// <summary>Bytes of the details of ended jobs that are held.</summary>
    public long ShelfBytes
    {
        get
        {
            lock (_lock)
            {
                return _shelf.Bytes;
            }
        }
    }

    /// <summary>All in the order of admission. Ended ones come without logs, changes, warnings, packages and restarts: <see cref="Find"/> gives
    /// those.</summary>
    public IReadOnlyList<Job> All()
    {
        lock (_lock)
        {
            return [.. _jobs.Values.Where(j => !j.Hidden)];
        }
    }

    /// <summary>The job that a client's key made, deleted ones included, as long as the key is remembered.</summary>
    /// <param name="client">The fingerprint of the client's certificate.</param>
    public Job? FindByKey(string client, string key, TimeSpan kept)
    {
        lock (_lock)
        {
            return _jobs.Values.FirstOrDefault(
                j => j.Idempotency is { } tag && tag.Key == key && (tag.Client ?? j.RequestedBy.Fingerprint) == client && _clock.AgeOf(j.Admitted!.On) < kept);
        }
    }

    /// <summary>The first answer to a client's key that a cancel or a deletion was given; null when there is none any more.</summary>
    /// <param name="client">The fingerprint of the client's certificate.</param>
    public KeptAnswer? FindAnswer(string client, string key, TimeSpan kept)
    {
        lock (_lock)
        {
            return _jobs.Values.SelectMany(j => j.Answers ?? []).FirstOrDefault(a => a.Tag.Key == key && a.Tag.Client == client && _clock.AgeOf(a.On!.Value) < kept);
        }
    }

    /// <summary>Adds a new job; on the disk when this returns. Throws <see cref="IOException"/> when it could not be stored.</summary>
    public void Add(Job job)
    {
        lock (_lock)
        {
            job = job.Marked(_clock.Now());
            Persist(job);
            _jobs.Add(job.Id, _shelf.Put(job, isHeld: false));
            Undoes(job);
            SaveTheRest();
            Events.Publish(null, job);
            PruneAndCompact(force: false);
        }
    }

    /// <summary>
    /// Replaces a job by what <paramref name="change"/> makes of it: an observation of what has happened already. Progress is memory only.
    /// A disk that refuses does not undo what has happened: the problem is kept for health, and the write is tried again. What is to happen
    /// goes through <see cref="TryUpdate"/>.
    /// </summary>
    public Job Update(Guid id, Func<Job, Job> change, bool persist)
    {
        lock (_lock)
        {
            var before = _shelf.Whole(_jobs[id]);
            var next = _foreign.ContainsKey(id) ? before : Next(before, change);
            if (ReferenceEquals(next, before))
            {
                return next;
            }

            if (persist && TryPersist(next) && _unsaved.Count > 0)
            {
                SaveTheRest();
            }

            Show(before, next);
            return next;
        }
    }

    /// <summary>
    /// As <see cref="Update"/>, for what has an effect or is answered to a client: nobody may see or feel it before it is on the disk.
    /// </summary>
    /// <returns>False when the disk refuses; then nothing has changed, and <see cref="StorageProblem"/> says why.</returns>
    public bool TryUpdate(Guid id, Func<Job, Job> change)
    {
        lock (_lock)
        {
            var before = _shelf.Whole(_jobs[id]);
            var next = Next(before, change);
            if (ReferenceEquals(next, before))
            {
                return true;
            }

            try
            {
                Persist(next);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return false;
            }

            Show(before, next);
            SaveTheRest();
            return true;
        }
    }

    /// <summary>Names the job whose work goes on, even when it is closed as TIMEOUT: the history limits do not take it. Null for none.</summary>
    public void Hold(Guid? id)
    {
        lock (_lock)
        {
            var former = _held;
            _held = id;
            if (former is { } done && _jobs.TryGetValue(done, out var job))
            {
                _jobs[done] = _shelf.Put(_shelf.Whole(job), isHeld: done == id);
            }
        }
    }

    /// <summary>Removes a finished job from the list; the record of its deletion is on the disk first. One with a key stays hidden for its
    /// time.</summary>
    /// <returns>False when the disk refuses; then the job is still there.</returns>
    public bool TryDelete(Guid id, KeptAnswer? answer = null)
    {
        lock (_lock)
        {
            var original = _jobs[id].OriginalJobId;
            var deleted = _jobs[id].KeyOnly().Answered(answer).Marked(_clock.Now());
            try
            {
                Persist(deleted);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return false;
            }

            _jobs[id] = _shelf.Put(deleted, isHeld: false);
            if (original is { } undone && _jobs.TryGetValue(undone, out var first))
            {
                _jobs[undone] = first with { RollbackJobId = _jobs.Values.LastOrDefault(j => !j.Hidden && j.OriginalJobId == undone)?.Id };
            }

            Events.Forget(id);
            SaveTheRest();
            PruneAndCompact(force: false);
            return true;
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
            if (job is null || !IsSame(job, seen) || left <= TimeSpan.Zero)
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
            _isDisposed = true;
            _retry.Dispose();
            _journal.Dispose();
        }
    }

    /// <summary>The details of an ended job are another object each time they are taken from the shelf.</summary>
    private static bool IsSame(Job job, Job seen) => ReferenceEquals(job, seen)
        || (job.IsTerminal && seen.IsTerminal && job.Sequence == seen.Sequence && job.UpdatedAt == seen.UpdatedAt && job.Message == seen.Message);

    private Job Next(Job before, Func<Job, Job> change)
    {
        var next = change(before);
        if (ReferenceEquals(next, before))
        {
            return before;
        }

        next = Numbered(before, next).Marked(_clock.Now());
        return IsDecided(before, next) ? next with { DecidedOn = _clock.Now().On } : next;
    }

    /// <summary>What its end left open is known now.</summary>
    private static bool IsDecided(Job before, Job next) => before is { IsTerminal: true, VerdictOutstanding: true } && !next.VerdictOutstanding && !next.Hidden;

    private static Job Numbered(Job before, Job next) =>
        !ReferenceEquals(next, before) && IsVisible(before, next) ? next with { Sequence = before.Sequence + 1 } : next;

    private static bool IsVisible(Job before, Job next) => !before.IsTerminal && JobEvent.Differ(before, next);

    private void Show(Job before, Job next)
    {
        _jobs[next.Id] = _shelf.Put(next, next.Id == _held);
        if (IsDecided(before, next))
        {
            Decided?.Invoke(next);
        }

        if (IsVisible(before, next))
        {
            Events.Publish(before, next);
        }
        else
        {
            Events.Touch();
        }
    }

    /// <summary>The job that this one undoes names it from now on. Read from the undoing job's own record, at each start again: no crash comes
    /// between the two.</summary>
    private void Undoes(Job job)
    {
        if (!job.Hidden && job.OriginalJobId is { } original && _jobs.TryGetValue(original, out var undone))
        {
            _jobs[original] = undone with { RollbackJobId = job.Id };
        }
    }

    /// <summary>Progress events of the former run were counted in memory only, so their numbers are skipped.</summary>
    private static long AfterRestart(Job job) => job.IsTerminal
        ? Math.Max(job.Sequence, 1)
        : ((job.Sequence / JobLimits.SequencesPerRun) + 1) * JobLimits.SequencesPerRun;
}
