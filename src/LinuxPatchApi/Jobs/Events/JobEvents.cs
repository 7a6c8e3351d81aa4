using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs.Events;

/// <summary>
/// The numbered events of all jobs, written by the job store, read by WebSockets, event streams and long polls. Readers pull: a slow one
/// costs two cursors, however many events follow. Thread-safe.
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

    /// <summary>The readers' clock.</summary>
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

    /// <summary>Publishes a change that watchers can see. Called in the order of the changes, under the store's lock.</summary>
    /// <param name="before">Null for a new job. No events follow the end of a job.</param>
    /// <param name="isLastOfClient">See <see cref="JobEvent.IsLastOfClient"/>.</param>
    public void Publish(Job? before, Job after, bool isLastOfClient = false)
    {
        if (before is { IsTerminal: true })
        {
            return;
        }

        lock (_lock)
        {
            var isStatusChange = before is null || before.Status != after.Status;
            var next = JobEvent.Of(after, ++_head, isStatusChange) with { IsLastOfClient = isLastOfClient };
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

    /// <summary>Wakes long polls after a change that watchers cannot see (a log line).</summary>
    public void Touch()
    {
        lock (_lock)
        {
            _head++;
            Wake(ref _changed);
        }
    }

    /// <summary>Removes the log of a deleted job. Its last status change stays until readers have had time to read it.</summary>
    public void Forget(Guid id)
    {
        lock (_lock)
        {
            _logs.Remove(id);
            _head++;
            Wake(ref _changed);
        }
    }

    /// <summary>Returns the stored events of a job after a sequence number; its current state alone when its log is gone.</summary>
    public IReadOnlyList<JobEvent> Replay(Job job, long after)
    {
        lock (_lock)
        {
            return _logs.TryGetValue(job.Id, out var log) ? log.After(after)
                : job.Sequence > after ? [JobEvent.Of(job)]
                : [];
        }
    }

    /// <summary>Returns a reader of all jobs' events from now on.</summary>
    public JobEventFeed NewFeed() => new(this, Head);

    /// <summary>Adds the status changes after one number, and the newest progress of every unfinished job after another.</summary>
    /// <param name="progressSeen">Null to leave out progress.</param>
    /// <returns>The number of the newest event, and true when status changes after the number are no longer stored.</returns>
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

    /// <summary>Completes when there is an event after a number, or after an invisible change.</summary>
    public Task ChangedAfter(long number)
    {
        lock (_lock)
        {
            return _head > number ? Task.CompletedTask : Wait(ref _changed);
        }
    }

    /// <summary>Completes when there is a status change after a number.</summary>
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
                // Read from the journal at the start: its log begins with that state.
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

    /// <summary>Allocates nothing while nobody waits.</summary>
    private static Task Wait(ref TaskCompletionSource? signal) =>
        (signal ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    private static void Wake(ref TaskCompletionSource? signal)
    {
        signal?.SetResult();
        signal = null;
    }
}
