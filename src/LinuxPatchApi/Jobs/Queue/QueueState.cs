using LinuxPatchApi.Jobs.Execution;

namespace LinuxPatchApi.Jobs.Queue;

/// <summary>
/// The queue and the running job, shared by admission (<see cref="JobService"/>) and by the worker's side (<see cref="JobTurns"/>). All
/// members are accessed under <see cref="Lock"/>.
/// </summary>
internal sealed class QueueState
{
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Lock Lock { get; } = new();

    public JobQueue Queue { get; private set; } = JobQueue.Empty;

    /// <summary>Null while no job runs.</summary>
    public RunningJob? Running { get; private set; }

    /// <summary>Completes with the next <see cref="Change"/>.</summary>
    public Task Changed => _changed.Task;

    /// <summary>True for a job that runs or waits, even when it was closed without a verdict.</summary>
    public bool IsActive(Guid id) => Running?.Id == id || Queue.Waiting.Contains(id);

    /// <summary>Replaces the queue and wakes the worker.</summary>
    public void Change(JobQueue queue)
    {
        Queue = queue;
        _changed.TrySetResult();
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Begins the next job, if there is one.</summary>
    /// <returns>Its id; null for none.</returns>
    public Guid? BeginNext()
    {
        // A waiting job does not begin while the host is about to go down: the queue has no next one then.
        var next = Queue.Next;
        Queue = Queue.Begin();
        return next;
    }

    public void Run(RunningJob job) => Running = job;

    /// <summary>The running job's work has ended. Does not wake the worker, which is the caller.</summary>
    /// <param name="again">A job that becomes the next one again; null for none.</param>
    public void EndRunning(Guid? again = null)
    {
        Running = null;
        Queue = again is { } id ? Queue.End().Requeue([id]) : Queue.End();
    }
}
