using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs.Store;

/// <summary>
/// Numbers the changes of all jobs, so that a client reads what has changed since its last visit. Numbers only rise, also over restarts,
/// and when the journal is lost: they follow the clock where it is ahead. What left the history is remembered as long as the list of it
/// allows; a client that comes with an older number must read everything. Not thread-safe; under the store's lock.
/// </summary>
internal sealed class ChangeNumbers
{
    private readonly Queue<(long Number, Guid Id)> _removed = new();
    private readonly TimeProvider _time;
    private long _floor;

    /// <param name="records">The records at the start.</param>
    public ChangeNumbers(IReadOnlyCollection<Job> records, TimeProvider time)
    {
        _time = time;
        _floor = Forgotten = records.Select(j => j.ChangesForgotten).DefaultIfEmpty().Max();
        // Progress of the previous run had numbers that are not on disk.
        Head = Math.Max(records.Select(j => j.Change).Append(Forgotten).Max() + JobLimits.SequencesPerRun, Now());
        if (records.Count == 0 || records.Any(j => j.Change == 0))
        {
            _floor = Forgotten = Head;
        }
    }

    /// <summary>The number of the newest change.</summary>
    public long Head { get; private set; }

    /// <summary>The highest number of a job that has left the history; each record has it, so that a restart knows it.</summary>
    public long Forgotten { get; private set; }

    public long Next() => Head = Math.Max(Head + 1, Now());

    /// <summary>True when a list from this number on can be complete.</summary>
    public bool Reaches(long after) => after >= _floor && after <= Head;

    /// <summary>Remembers that a job has left the history.</summary>
    /// <param name="number">That of the change, from <see cref="Next"/>.</param>
    public void Remove(Guid id, long number)
    {
        Forgotten = number;
        _removed.Enqueue((number, id));
        if (_removed.Count > JobLimits.RemovedJobs)
        {
            _floor = _removed.Dequeue().Number;
        }
    }

    /// <summary>Returns the jobs that left the history after a number.</summary>
    public IReadOnlyList<Guid> RemovedAfter(long number) => [.. _removed.Where(r => r.Number > number).Select(r => r.Id)];

    private long Now() => _time.GetUtcNow().ToUnixTimeMilliseconds();
}
