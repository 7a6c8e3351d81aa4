using LinuxPatchApi.Files;
using LinuxPatchApi.Jobs.Model;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Jobs;

/// <summary>
/// Admission, the queue and its one worker. One mutation at a time, first in first out; a job is on disk before it is admitted,
/// and the next one starts only when the former's package transaction has really ended.
/// </summary>
internal sealed class JobService(
    JobStore store,
    IJobExecutor executor,
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
                    if (!store.TryUpdate(id, j => JobTransitions.End(
                        j.Answered(answer?.Invoke(CancelAnswer.Cancelled, j)), new JobEnd.Cancelled("cancelled before it began; nothing was changed"), time.GetUtcNow())))
                    {
                        return (CancelAnswer.StorageFailed, job);
                    }

                    Move(_lane.Leave(id));
                    JobsLog.Ended(logger, id, "cancelled", "");
                    return (CancelAnswer.Cancelled, job);
                case JobStatus.Running when _running is { } running && running.Id == id && job.Cancellable:
                    if (!store.TryUpdate(id, j => j.Answered(answer?.Invoke(CancelAnswer.Cancelling, j)) with { CancelRequested = true, UpdatedAt = time.GetUtcNow() }))
                    {
                        return (CancelAnswer.StorageFailed, job);
                    }

                    running.Stop(StopReason.Cancelled);
                    return (CancelAnswer.Cancelling, job);
                case JobStatus.Running or JobStatus.Rebooting:
                case not null when IsInHand(id): // closed without a verdict, and its work may go on
                    return (CancelAnswer.NotPossible, job);
                default:
                    return (store.TryDelete(id, answer?.Invoke(CancelAnswer.Deleted, job)) ? CancelAnswer.Deleted : CancelAnswer.StorageFailed, job);
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

    /// <summary>The worker; ends when <paramref name="shutdown"/> fires. A job in hand then stays running in the journal.</summary>
    public async Task RunAsync(CancellationToken shutdown)
    {
        try
        {
            while (true)
            {
                Guid? next;
                Task moved;
                options.Working?.Invoke(true);
                lock (_lock)
                {
                    // A job that waits does not begin while the host is about to go down: the lane has no next one then.
                    next = _lane.Next;
                    moved = _moved.Task;
                    _lane = _lane.Begin();
                }

                options.Working?.Invoke(false);
                if (next is { } id)
                {
                    if (!await RunOneAsync(id, shutdown))
                    {
                        await Task.Delay(JobLimits.StorageRetry, time, shutdown);
                    }
                }
                else
                {
                    await moved.WaitAsync(shutdown);
                }
            }
        }
        catch (OperationCanceledException) when (shutdown.IsCancellationRequested)
        {
            JobsLog.WorkerStopped(logger);
        }
    }

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

    /// <summary>False when the job did not begin, because its beginning cannot be put on the disk: it is the next one still.</summary>
    private async Task<bool> RunOneAsync(Guid id, CancellationToken shutdown)
    {
        using var running = new RunningJob(id, options.Timeout, time) { IsLookedAtAgain = _unverified.Contains(id) };
        bool resumed;
        lock (_lock)
        {
            var job = store.Find(id);
            if (job is not ({ Status: JobStatus.Pending or JobStatus.Running } or { VerdictOutstanding: true }))
            {
                LetGo();
                return true;
            }

            resumed = job.Status != JobStatus.Pending;
            if (!resumed && !store.TryUpdate(id, j => JobTransitions.Start(j, time.GetUtcNow())))
            {
                LetGo();
                _lane = _lane.Requeue([id]);
                store.Update(id, j => j with { Message = $"waiting: {store.StorageProblem}" }, persist: false);
                return false;
            }

            if (job is { IsTerminal: true, ErrorCode: JobErrorCode.Timeout } || job.CancelRequested)
            {
                running.Stop(job.IsTerminal ? StopReason.Timeout : StopReason.Cancelled);
            }

            _running = running;
            store.Hold(id);
        }

        try
        {
            var end = await CarryOutAsync(running, resumed, shutdown);
            lock (_lock)
            {
                LetGo();
                Finish(id, end);
                // An internal error would most likely meet itself again: that one is left to the next life.
                if (end is JobEnd.Unverified { Code: not JobErrorCode.Unknown })
                {
                    LookAgain(id);
                }
            }

            return true;
        }
        finally
        {
            lock (_lock)
            {
                LetGo();
            }
        }
    }

    private void LetGo()
    {
        _running = null;
        _lane = _lane.End();
        store.Hold(null);
    }

    private async Task<JobEnd> CarryOutAsync(RunningJob running, bool resumed, CancellationToken shutdown)
    {
        var context = new JobContext(store, running, host, time);
        using var watch = host is null ? null : new StallWatch(store, running, host, options, time);
        var work = Guarded(context, resumed, shutdown);
        var first = await Task.WhenAny(work, running.Overdue);
        if (first != work && store.Find(running.Id) is { IsTerminal: false })
        {
            // The client gets its answer; the lane stays taken until the transaction has really ended.
            Finish(running.Id, new JobEnd.Unverified(JobErrorCode.Timeout, $"not ended after {options.Timeout.TotalMinutes:0} minutes; the package manager was asked to cancel and goes on"));
        }

        return await work;
    }

    private async Task<JobEnd> Guarded(JobContext context, bool resumed, CancellationToken shutdown)
    {
        try
        {
            return await Task.Run(
                () => resumed ? executor.ResumeAsync(context, shutdown) : executor.ExecuteAsync(context, shutdown), shutdown);
        }
        catch (OperationCanceledException) when (shutdown.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
        {
            // A bug must not take the queue with it; the job says what happened.
            JobsLog.ExecutorFailed(logger, e, context.Job.Id);
            return context.Job.Changes.Any(c => c.Outcome == ChangeOutcome.Planned)
                ? new JobEnd.Unverified(JobErrorCode.Unknown, $"internal error: {SystemErrorText.Of(e)}")
                : new JobEnd.Failed(JobErrorCode.Unknown, $"internal error: {SystemErrorText.Of(e)}", Retryable: false);
        }
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

    private void Finish(Guid id, JobEnd end)
    {
        var job = store.Update(
            id,
            job => job.IsTerminal
                ? JobTransitions.EndLater(job, end, time.GetUtcNow()) with { Logs = JobLog.Append(job.Logs, time.GetUtcNow(), "ended later: " + end.Message) }
                : JobTransitions.End(job with { Logs = JobLog.Append(job.Logs, time.GetUtcNow(), end.Message) }, end, time.GetUtcNow()),
            persist: true);
        JobsLog.Ended(logger, id, JobSpelling.Statuses.Of(job.Status), JobEffects.Line(job));
    }
}
