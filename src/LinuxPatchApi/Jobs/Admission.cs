using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs;

/// <summary>Why a job was not admitted.</summary>
internal enum AdmissionRefusal
{
    /// <summary><c>jobs.max_queue_depth</c> jobs are waiting already, or fewer that take all the room for what they were asked for.</summary>
    QueueFull,

    /// <summary>The agent is shutting down, or a reboot is reserved.</summary>
    Frozen,

    /// <summary>The journal could not be written; nothing has been done.</summary>
    StorageFailed,
}

/// <summary>The answer to a request for a job: the job, already on disk, or the refusal.</summary>
internal readonly record struct Admission(Job? Job, AdmissionRefusal? Refusal, string? Detail)
{
    public static Admission Of(Job job) => new(job, null, null);

    public static Admission Refused(AdmissionRefusal refusal, string detail) => new(null, refusal, detail);
}

/// <summary>The answer to a request to cancel or delete a job.</summary>
internal enum CancelAnswer
{
    /// <summary>It was pending and is cancelled now.</summary>
    Cancelled,

    /// <summary>It is running; the package manager is being asked.</summary>
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
