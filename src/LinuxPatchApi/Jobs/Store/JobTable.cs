using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs.Store;

/// <summary>
/// All jobs in memory, in the order of their admission, whatever the wall clock showed. Ended ones are stored without the details that
/// <see cref="DetailArchive"/> compresses. Not thread-safe; under the store's lock.
/// </summary>
internal sealed class JobTable(ChangeNumbers numbers)
{
    private readonly OrderedDictionary<Guid, Job> _jobs = [];
    private readonly DetailArchive _details = new();
    private Guid? _held;

    /// <summary>The numbers of all changes.</summary>
    public ChangeNumbers Numbers => numbers;

    /// <summary>Bytes of the compressed details of ended jobs.</summary>
    public long DetailBytes => _details.Bytes;

    /// <summary>All jobs, hidden ones included, without compressed details.</summary>
    public IReadOnlyCollection<Job> Values => _jobs.Values;

    /// <summary>All jobs, hidden ones included, with their details.</summary>
    public IEnumerable<Job> Complete => _jobs.Values.Select(_details.Complete);

    /// <summary>The job that was admitted last, with its details; null when there is none.</summary>
    public Job? Last => _jobs.Count == 0 ? null : _details.Complete(_jobs.GetAt(_jobs.Count - 1).Value);

    /// <summary>Returns a job with its details; null when it is not known.</summary>
    public Job? Find(Guid id) => _jobs.TryGetValue(id, out var job) ? _details.Complete(job) : null;

    /// <summary>Returns a known job with its details.</summary>
    public Job Get(Guid id) => _details.Complete(_jobs[id]);

    /// <summary>Returns what remains of a known job after its deletion.</summary>
    public Job KeyOnly(Guid id) => _jobs[id].KeyOnly();

    /// <summary>Adds a job; the job that it undoes refers to it from now on.</summary>
    public void Add(Job job)
    {
        _jobs.Add(job.Id, _details.Archive(job, isHeld: false));

        // Derived from the undoing job's own record, at each start again: no crash can separate the two.
        if (!job.Hidden && job.OriginalJobId is { } original && _jobs.TryGetValue(original, out var undone))
        {
            _jobs[original] = undone with { RollbackJobId = job.Id };
        }
    }

    public void Set(Job job) => _jobs[job.Id] = _details.Archive(job, job.Id == _held);

    /// <summary>Replaces a job by its deleted state; the job that it undid refers to the newest other one that undoes it.</summary>
    public void SetDeleted(Job deleted)
    {
        var original = _jobs[deleted.Id].OriginalJobId;
        _jobs[deleted.Id] = _details.Archive(deleted, isHeld: false);
        numbers.Remove(deleted.Id, deleted.Change);
        if (original is { } undone && _jobs.TryGetValue(undone, out var first))
        {
            _jobs[undone] = first with { RollbackJobId = _jobs.Values.LastOrDefault(j => !j.Hidden && j.OriginalJobId == undone)?.Id };
        }
    }

    /// <summary>Sets the job whose work continues, even when it was closed as TIMEOUT. Null for none.</summary>
    public void Hold(Guid? id)
    {
        var previous = _held;
        _held = id;
        if (previous is { } done && _jobs.ContainsKey(done))
        {
            Set(Get(done));
        }
    }

    /// <summary>Removes the jobs beyond the limits of the history, or all but their keys.</summary>
    public void Prune(JobHistory history, HistoryClock clock)
    {
        foreach (var (job, isKeyed) in history.Beyond(_jobs.Values, clock, _held, _details.WeightOf))
        {
            if (!job.Hidden)
            {
                numbers.Remove(job.Id, numbers.Next());
            }

            if (!isKeyed)
            {
                _jobs.Remove(job.Id);
                _details.Remove(job.Id);
            }
            else if (!job.IsKeyOnly)
            {
                _details.Remove(job.Id);
                _jobs[job.Id] = job.KeyOnly();
            }
        }
    }
}
