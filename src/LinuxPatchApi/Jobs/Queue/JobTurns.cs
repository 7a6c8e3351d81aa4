using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Jobs.Store;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Jobs.Queue;

/// <summary>The worker's side of the queue: whose turn it is, and how a turn begins and ends.</summary>
/// <param name="closing">Fires when the agent shuts down.</param>
internal sealed class JobTurns(
    QueueState state, JobStore store, JobServiceOptions options, CancellationToken closing, TimeProvider time, ILogger<JobService> logger)
{
    /// <summary>Jobs that this run of the agent has closed without a verdict.</summary>
    private readonly HashSet<Guid> _unverified = [];

    /// <summary>Returns the job that begins now, null for none, and a task that completes when there may be another.</summary>
    public (Guid? Next, Task Changed) Take()
    {
        options.Working?.Invoke(true);
        try
        {
            lock (state.Lock)
            {
                return (state.BeginNext(), state.Changed);
            }
        }
        finally
        {
            options.Working?.Invoke(false);
        }
    }

    /// <summary>
    /// Begins or resumes a job that <see cref="Take"/> returned. One that has not begun and whose client has lost the right to it ends.
    /// </summary>
    public BegunJob Begin(Guid id)
    {
        var lost = store.Find(id) is { Status: JobStatus.Pending } waiting ? options.RightLost?.Invoke(waiting) : null;
        lock (state.Lock)
        {
            var job = store.Find(id);
            if (job is not ({ Status: JobStatus.Pending or JobStatus.Running } or { VerdictOutstanding: true }))
            {
                EndTurn(id);
                return new BegunJob(BeginOutcome.Gone, null, IsResumed: false);
            }

            var isResumed = job.Status != JobStatus.Pending;
            if (!isResumed && !ContextOf(id).TryRecord(j => lost is null ? JobTransitions.Start(j, time.GetUtcNow()) : Refused(j, lost)))
            {
                EndTurn(id, again: id);
                ContextOf(id).Record(j => j with { Message = $"waiting: {store.StorageProblem}" }, persist: false);
                return new BegunJob(BeginOutcome.NotStored, null, IsResumed: false);
            }

            if (!isResumed && lost is not null)
            {
                EndTurn(id);
                JobsLog.Ended(logger, id, JobSpelling.Statuses.Of(JobStatus.Failed), "");
                return new BegunJob(BeginOutcome.Gone, null, IsResumed: false);
            }

            var running = new RunningJob(id, options.Timeout, time) { IsRetry = _unverified.Contains(id) };
            if (job is { IsTerminal: true, ErrorCode: JobErrorCode.Timeout } || job.CancelRequested)
            {
                running.Stop(job.IsTerminal ? StopReason.Timeout : StopReason.Cancelled);
            }

            state.Run(running);
            ContextOf(id).Hold(true);
            return new BegunJob(BeginOutcome.Begun, running, isResumed);
        }
    }

    /// <summary>Closes the running job, whose work may continue.</summary>
    public void Finish(Guid id, JobEnd end)
    {
        var job = ContextOf(id).End(end);
        JobsLog.Ended(logger, id, JobSpelling.Statuses.Of(job.Status), JobEffects.Line(job));
    }

    /// <summary>Ends the turn and closes the job: its work has really ended.</summary>
    public void End(Guid id, JobEnd end)
    {
        lock (state.Lock)
        {
            EndTurn(id);
            Finish(id, end);

            // An internal error would most likely repeat: such a job waits for the next run.
            if (end is JobEnd.Unverified { Code: not JobErrorCode.Unknown })
            {
                RetryVerdict(id);
            }
        }
    }

    /// <summary>Ends the turn of a job whose executor has failed; no effect after <see cref="End"/>.</summary>
    public void Release(Guid id)
    {
        lock (state.Lock)
        {
            EndTurn(id);
        }
    }

    /// <summary>Checks a job that was closed without a verdict again until it has one.</summary>
    public void RetryVerdict(Guid id)
    {
        lock (state.Lock)
        {
            _unverified.Add(id);
            _ = RetryVerdictAsync(id);
        }
    }

    /// <summary>
    /// Puts the jobs that waited or ran when the agent went down before those that came since; the running one is the first.
    /// </summary>
    public void Requeue(IReadOnlyList<Guid> ids)
    {
        lock (state.Lock)
        {
            state.Change(state.Queue.Requeue(ids));
        }
    }

    private Job Refused(Job job, string lost) => JobTransitions.End(
        job,
        new JobEnd.Failed(JobErrorCode.PermissionDenied, $"not begun: {lost}; nothing was changed", Retryable: false),
        time.GetUtcNow());

    private JobContext ContextOf(Guid id) => new(store, id, time);

    /// <summary>Under the lock.</summary>
    private void EndTurn(Guid id, Guid? again = null)
    {
        state.EndRunning(again);
        ContextOf(id).Hold(false);
    }

    /// <summary>Queues the job again after a pause: the package manager may answer by then.</summary>
    private async Task RetryVerdictAsync(Guid id)
    {
        await Task.Delay(JobLimits.VerdictRetry, time, closing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (state.Lock)
        {
            if (!closing.IsCancellationRequested && store.Find(id) is { VerdictOutstanding: true })
            {
                state.Change(state.Queue.Requeue([id]));
            }
        }
    }
}
