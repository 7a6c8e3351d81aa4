using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs.Events;

/// <summary>
/// The numbered events of all jobs, written by <see cref="JobStore"/>, read by WebSockets, event streams and long polls. Readers pull:
/// a slow one costs two cursors, whatever happens meanwhile. Thread-safe.
/// </summary>
internal sealed class JobEvents(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, JobEventLog> _logs = [];
    private readonly Queue<Guid> _ended = new();
    private readonly Queue<JobEvent> _statusChanges = new();
    private long _head;
    private long _statusHead;
    private long _dropped;
    private TaskCompletionSource? _changed;
    private TaskCompletionSource? _statusChanged;

    /// <summary>Clock of the readers.</summary>
    public TimeProvider Time => time;

    /// <summary>Number of the newest event; 0 before the first.</summary>
    public long Head
    {
        get
        {
            lock (_lock)
            {
                return _head;
            }
        }
    }

    /// <summary>Tells a change that watchers can see. Called in the order of the changes, under the store's lock.</summary>
    /// <param name="before">Null for a new job. After the end of a job nothing is told any more.</param>
    public void Publish(Job? before, Job after)
    {
        if (before is { IsTerminal: true })
        {
            return;
        }

        lock (_lock)
        {
            var isStatusChange = before is null || before.Status != after.Status;
            var next = JobEvent.Of(after, ++_head, isStatusChange);
            LogOf(before, after).Append(next);
            if (isStatusChange)
            {
                Keep(next);
                Wake(ref _statusChanged);
            }

            if (next.IsTerminal)
            {
                Retire(after.Id);
            }

            Wake(ref _changed);
        }
    }

    /// <summary>A job changed where watchers cannot see it (a log line): long polls look again.</summary>
    public void Touch()
    {
        lock (_lock)
        {
            _head++;
            Wake(ref _changed);
        }
    }

    /// <summary>A job was deleted. Its last status change stays until readers had their time.</summary>
    public void Forget(Guid id)
    {
        lock (_lock)
        {
            _logs.Remove(id);
            _head++;
            Wake(ref _changed);
        }
    }

    /// <summary>What is kept of a job beyond a sequence number; its present state alone when its log is gone.</summary>
    public IReadOnlyList<JobEvent> Replay(Job job, long after)
    {
        lock (_lock)
        {
            return _logs.TryGetValue(job.Id, out var log) ? log.After(after)
                : job.Sequence > after ? [JobEvent.Of(job)]
                : [];
        }
    }

    /// <summary>A reader that hears all jobs from now on.</summary>
    public JobEventFeed NewFeed() => new(this, Head);

    /// <summary>
    /// Adds the status changes beyond a number, and the newest progress of every unfinished job as far as it is beyond another.
    /// </summary>
    /// <param name="progressSeen">Null: no progress now.</param>
    /// <returns>The number of the newest event, and whether status changes beyond the number are not kept any more.</returns>
    public (long Head, bool Overrun) Collect(long statusSeen, long? progressSeen, List<JobEvent> into)
    {
        lock (_lock)
        {
            if (_statusHead > statusSeen)
            {
                into.AddRange(_statusChanges.Where(e => e.Number > statusSeen));
            }

            if (progressSeen is { } seen && _head > seen)
            {
                into.AddRange(_logs.Values.Select(log => log.Latest!).Where(e => !e.IsStatusChange && e.Number > seen));
            }

            return (_head, statusSeen < _dropped);
        }
    }

    /// <summary>Ends when there is an event beyond a number, or something changed that is none.</summary>
    public Task ChangedAfter(long number)
    {
        lock (_lock)
        {
            return _head > number ? Task.CompletedTask : Wait(ref _changed);
        }
    }

    /// <summary>Ends when there is a status change beyond a number.</summary>
    public Task StatusChangedAfter(long number)
    {
        lock (_lock)
        {
            return _statusHead > number ? Task.CompletedTask : Wait(ref _statusChanged);
        }
    }

    private JobEventLog LogOf(Job? before, Job after)
    {
        if (!_logs.TryGetValue(after.Id, out var log))
        {
            _logs.Add(after.Id, log = new JobEventLog(time));
            if (before is not null)
            {
                // Found in the journal at the start: its log begins with the state it had.
                log.Append(JobEvent.Of(before));
            }
        }

        return log;
    }

    private void Keep(JobEvent change)
    {
        _statusHead = change.Number;
        _statusChanges.Enqueue(change);
        if (_statusChanges.Count > JobLimits.StatusChanges)
        {
            _dropped = _statusChanges.Dequeue().Number;
        }
    }

    private void Retire(Guid id)
    {
        _ended.Enqueue(id);
        if (_ended.Count > JobLimits.EndedEventLogs)
        {
            _logs.Remove(_ended.Dequeue());
        }
    }

    /// <summary>Nothing is allocated while nobody waits.</summary>
    private static Task Wait(ref TaskCompletionSource? signal) =>
        (signal ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    private static void Wake(ref TaskCompletionSource? signal)
    {
        signal?.SetResult();
        signal = null;
    }
}
