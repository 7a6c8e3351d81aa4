using LinuxPatchApi.Files;
using LinuxPatchApi.Jobs.Model;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Jobs;

/// <summary>
/// Admission and the queue, which <see cref="JobWorker"/> works off. One mutation at a time, first in first out; a job is on disk before it is admitted,
/// and the next one starts only when the former's package transaction has really ended.
/// </summary>
internal sealed class JobService(
    JobStore store,
    JobServiceOptions options,
    TimeProvider time,
    ILogger<JobService> logger,
    IHostActivity? host = null)
{
    private readonly Lock _lock = new();
    private JobQueue _lane = JobQueue.Empty;
    private RunningJob? _running;

    /// <summary>Jobs that this life of the agent has closed without a verdict.</summary>
    private readonly HashSet<Guid> _unverified = [];

    /// <summary>Ends whenever the lane may have a next job.</summary>
    private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly CancellationTokenSource _closing = new();

    public JobStore Store => store;

    /// <summary>Fires when the agent goes down: long polls answer with what they have.</summary>
    public CancellationToken Closing => _closing.Token;

    /// <summary>Why nothing is admitted now; null when admission is open.</summary>
    public string? Frozen
    {
        get
        {
            lock (_lock)
            {
                return _lane.Frozen;
            }
        }
    }

    /// <summary>Jobs that wait or work, the one included that was closed as over its time while its work goes on. A reboot job that waits for the
    /// host is not among them.</summary>
    public IReadOnlyList<Job> Active()
    {
        lock (_lock)
        {
            return [.. store.All().Where(j => j.Status is JobStatus.Pending or JobStatus.Running || (j.VerdictOutstanding && IsInHand(j.Id)))];
        }
    }

    /// <summary>The job in hand when it does not move; null when all goes well.</summary>
    public Job? Stalled
    {
        get
        {
            lock (_lock)
            {
                return _running is { } running && store.Find(running.Id) is { StalledSince: not null } job ? job : null;
            }
        }
    }

    public Admission Admit(JobOperation operation, JobRequest request, IReadOnlyList<string> packages, JobOrigin origin)
    {
        lock (_lock)
        {
            if (_lane.Refusal(options.MaxQueueDepth) is { } refusal)
            {
                return Admission.Refused(refusal, _lane.Frozen ?? $"{_lane.Waiting.Count} jobs are waiting, jobs.max_queue_depth is {options.MaxQueueDepth}");
            }

            if (JobWeight.OfWaiting(_lane.Waiting.Select(store.Find)) + JobWeight.OfAsked(request, packages) > JobLimits.WaitingBytes)
            {
                return Admission.Refused(AdmissionRefusal.QueueFull, $"{_lane.Waiting.Count} jobs are waiting, and {JobWeight.TooMuch}");
            }

            var admission = Create(operation, request, packages, origin);
            if (admission.Job is { } job)
            {
                Move(_lane.Admit(job.Id));
            }

            return admission;
        }
    }

    /// <summary>Stores a job that does not pass through the queue (a reboot) and closes admission for what follows.</summary>
    /// <param name="reserved">Makes it the reservation, in the same record: a job without one is nothing.</param>
    public Admission Reserve(JobRequest request, JobOrigin origin, string freeze, Func<Job, Job> reserved)
    {
        lock (_lock)
        {
            if (_lane.Frozen is { } reason)
            {
                return Admission.Refused(AdmissionRefusal.Frozen, reason);
            }

            var admission = Create(JobOperation.Reboot, request, [], origin, reserved);
            if (admission.Job is not null)
            {
                Move(_lane.Freeze(freeze));
            }

            return admission;
        }
    }

    public void Freeze(string reason)
    {
        lock (_lock)
        {
            Move(_lane.Freeze(reason));
        }
    }

    /// <summary>The agent goes down: nothing more is admitted, nobody waits on.</summary>
    public void Close()
    {
        Freeze("the agent is shutting down");
        _closing.Cancel();
    }

    public void Thaw()
    {
        lock (_lock)
        {
            Move(_lane.Thaw());
        }
    }

    /// <param name="answer">Makes the first answer of what is done, to be on the disk with it; null when the client sent no key.</param>
    public (CancelAnswer Answer, Job? Before) Cancel(Guid id, Func<CancelAnswer, Job, KeptAnswer?>? answer = null)
    {
        lock (_lock)
        {
            var job = store.Find(id);
            switch (job?.Status)
            {
                case null:
                    return (CancelAnswer.NotFound, null);
                case JobStatus.Pending:
                    if (!Of(id).TryRecord(j => JobTransitions.End(
                        j.Answered(answer?.Invoke(CancelAnswer.Cancelled, j)), new JobEnd.Cancelled("cancelled before it began; nothing was changed"), time.GetUtcNow())))
                    {
                        return (CancelAnswer.StorageFailed, job);
                    }

                    Move(_lane.Leave(id));
                    JobsLog.Ended(logger, id, "cancelled", "");
                    return (CancelAnswer.Cancelled, job);
                case JobStatus.Running when _running is { } running && running.Id == id && job.Cancellable:
                    if (!Of(id).TryRecord(j => j.Answered(answer?.Invoke(CancelAnswer.Cancelling, j)) with { CancelRequested = true, UpdatedAt = time.GetUtcNow() }))
                    {
                        return (CancelAnswer.StorageFailed, job);
                    }

                    running.Stop(StopReason.Cancelled);
                    return (CancelAnswer.Cancelling, job);
                case JobStatus.Running or JobStatus.Rebooting:
                case not null when IsInHand(id): // closed without a verdict, and its work may go on
                    return (CancelAnswer.NotPossible, job);
                default:
                    return (Of(id).TryDelete(answer?.Invoke(CancelAnswer.Deleted, job)) ? CancelAnswer.Deleted : CancelAnswer.StorageFailed, job);
            }
        }
    }

    /// <summary>A job was closed without a verdict: it is looked at again until there is one.</summary>
    public void LookAgain(Guid id)
    {
        lock (_lock)
        {
            _unverified.Add(id);
            _ = LookAgainAsync(id);
        }
    }

    /// <summary>Puts the jobs that waited or worked when the agent went down before those that came since; the working one is the first.</summary>
    public void Requeue(IReadOnlyList<Guid> ids)
    {
        lock (_lock)
        {
            Move(_lane.Requeue(ids));
        }
    }

    /// <summary>The one worker of this queue.</summary>
    public JobWorker Worker(IJobExecutor executor) => new(this, executor, options, time, logger, host);

    /// <summary>The job that begins now, null for none; and what ends when there may be another.</summary>
    public (Guid? Next, Task Moved) Take()
    {
        options.Working?.Invoke(true);
        try
        {
            lock (_lock)
            {
                // A job that waits does not begin while the host is about to go down: the queue has no next one then.
                var next = _lane.Next;
                _lane = _lane.Begin();
                return (next, _moved.Task);
            }
        }
        finally
        {
            options.Working?.Invoke(false);
        }
    }

    /// <summary>Begins or takes up a job that <see cref="Take"/> gave.</summary>
    public BegunJob Begin(Guid id)
    {
        lock (_lock)
        {
            var job = store.Find(id);
            if (job is not ({ Status: JobStatus.Pending or JobStatus.Running } or { VerdictOutstanding: true }))
            {
                LetGo(id);
                return new BegunJob(BeginOutcome.Gone, null, IsResumed: false);
            }

            var isResumed = job.Status != JobStatus.Pending;
            if (!isResumed && !Of(id).TryRecord(j => JobTransitions.Start(j, time.GetUtcNow())))
            {
                LetGo(id);
                _lane = _lane.Requeue([id]);
                Of(id).Record(j => j with { Message = $"waiting: {store.StorageProblem}" }, persist: false);
                return new BegunJob(BeginOutcome.NotStored, null, IsResumed: false);
            }

            var running = new RunningJob(id, options.Timeout, time) { IsLookedAtAgain = _unverified.Contains(id) };
            if (job is { IsTerminal: true, ErrorCode: JobErrorCode.Timeout } || job.CancelRequested)
            {
                running.Stop(job.IsTerminal ? StopReason.Timeout : StopReason.Cancelled);
            }

            _running = running;
            Of(id).Hold(true);
            return new BegunJob(BeginOutcome.Begun, running, isResumed);
        }
    }

    /// <summary>Closes the job in hand; the work may go on.</summary>
    public void Finish(Guid id, JobEnd end)
    {
        var job = Of(id).End(end);
        JobsLog.Ended(logger, id, JobSpelling.Statuses.Of(job.Status), JobEffects.Line(job));
    }

    /// <summary>The work in hand has really ended.</summary>
    public void End(Guid id, JobEnd end)
    {
        lock (_lock)
        {
            LetGo(id);
            Finish(id, end);

            // An internal error would most likely meet itself again: that one is left to the next life.
            if (end is JobEnd.Unverified { Code: not JobErrorCode.Unknown })
            {
                LookAgain(id);
            }
        }
    }

    /// <summary>Nobody works on it any more.</summary>
    public void Release(Guid id)
    {
        lock (_lock)
        {
            LetGo(id);
        }
    }

    /// <summary>The way to the record of a job that nobody works on.</summary>
    public JobContext Of(Guid id) => new(store, id, time);

    /// <summary>Under the lock. It is worked on, or looked at next.</summary>
    private bool IsInHand(Guid id) => _running?.Id == id || _lane.Waiting.Contains(id);

    /// <summary>Under the lock.</summary>
    private void Move(JobQueue lane)
    {
        _lane = lane;
        _moved.TrySetResult();
        _moved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private Admission Create(
        JobOperation operation, JobRequest request, IReadOnlyList<string> packages, JobOrigin origin, Func<Job, Job>? reserved = null)
    {
        var now = time.GetUtcNow();
        var job = new Job
        {
            Id = Guid.NewGuid(),
            Operation = operation,
            Request = request,
            RequestedBy = origin.Requester,
            RequestId = origin.RequestId,
            Idempotency = origin.Idempotency,
            BootId = options.BootId,
            CreatedAt = now,
            UpdatedAt = now,
            Message = "waiting for its turn",
            Packages = packages,
            Cancellable = request.IsQueued(),
        };
        job = origin.Idempotency is null ? job : job with { Accepted = origin.Accepted(job) };
        job = reserved is null ? job : reserved(job);
        try
        {
            store.Add(job);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Admission.Refused(AdmissionRefusal.StorageFailed, SystemErrorText.Of(e));
        }

        JobsLog.Admitted(logger, job.Id, JobSpelling.Operations.Of(operation), origin.Requester.Subject, origin.Requester.Address, origin.RequestId);
        return Admission.Of(job);
    }

    /// <summary>Under the lock.</summary>
    private void LetGo(Guid id)
    {
        _running = null;
        _lane = _lane.End();
        Of(id).Hold(false);
    }

    /// <summary>After a while, again and again: the package manager may answer by then.</summary>
    private async Task LookAgainAsync(Guid id)
    {
        await Task.Delay(JobLimits.VerdictRetry, time, Closing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_lock)
        {
            if (!Closing.IsCancellationRequested && store.Find(id) is { VerdictOutstanding: true })
            {
                Move(_lane.Requeue([id]));
            }
        }
    }
}
