using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs.Queue;

/// <summary>Why a job was not admitted.</summary>
internal enum AdmissionRefusal
{
    /// <summary><c>jobs.max_queue_depth</c> jobs are waiting already, or fewer whose requests fill the memory limit.</summary>
    QueueFull,

    /// <summary>The agent is shutting down, or a reboot is reserved.</summary>
    Frozen,

    /// <summary>A self-update is active: nothing else is admitted.</summary>
    SelfUpdating,

    /// <summary>The job runs alone, and others are active.</summary>
    OthersActive,

    /// <summary>The client has lost the role for it while its request waited.</summary>
    RoleLost,

    /// <summary>The journal could not be written; nothing has been done.</summary>
    StorageFailed,
}

/// <summary>The result of admitting a job: the job, already on disk, or the refusal.</summary>
internal readonly record struct Admission(Job? Job, AdmissionRefusal? Refusal, string? Detail)
{
    public static Admission Of(Job job) => new(job, null, null);

    public static Admission Refused(AdmissionRefusal refusal, string detail) => new(null, refusal, detail);
}

/// <summary>The result of cancelling or deleting a job.</summary>
internal enum CancelAnswer
{
    /// <summary>It was pending and is cancelled now.</summary>
    Cancelled,

    /// <summary>It is running; the package manager has been asked to cancel.</summary>
    Cancelling,

    /// <summary>It had ended and is deleted from the history.</summary>
    Deleted,

    /// <summary>The package manager is past its point of no return.</summary>
    NotPossible,

    /// <summary>There is no such job.</summary>
    NotFound,

    /// <summary>The journal could not be written; nothing has been done.</summary>
    StorageFailed,
}

/// <summary>The origin of a job.</summary>
/// <param name="Idempotency">Null when the client sent no key.</param>
/// <param name="Accepted">Returns the data of the answer that admits it, as JSON; called only when there is a key.</param>
internal sealed record JobOrigin(Requester Requester, Guid RequestId, IdempotencyTag? Idempotency, Func<Job, string> Accepted)
{
    /// <summary>What the job is held to until it begins; null where there is no certificate.</summary>
    public JobRight? Right { get; init; }

    /// <summary>
    /// False once the client has lost the role for it: asked right before the admission, because a request may have waited for long. Under
    /// the queue's lock: must neither block nor call the queue.
    /// </summary>
    public Func<bool> IsAllowed { get; init; } = static () => true;
}

/// <summary>Whether a job has begun.</summary>
internal enum BeginOutcome
{
    /// <summary>It is running.</summary>
    Begun,

    /// <summary>It was cancelled, or has got its verdict meanwhile.</summary>
    Gone,

    /// <summary>Its beginning could not be persisted: it stays the next job.</summary>
    NotStored,
}

/// <summary>A job whose turn came.</summary>
/// <param name="Running">Null unless it has begun.</param>
/// <param name="IsResumed">True when it was running before the agent restarted, or is checked again for its verdict.</param>
internal sealed record BegunJob(BeginOutcome Outcome, RunningJob? Running, bool IsResumed);
