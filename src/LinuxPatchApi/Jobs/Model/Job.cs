using System.Text.Json.Serialization;

namespace LinuxPatchApi.Jobs.Model;

/// <summary>A job as it stands; immutable, replaced as a whole. The journal stores this record.</summary>
internal sealed record Job
{
    public required Guid Id { get; init; }

    public required JobOperation Operation { get; init; }

    public required JobRequest Request { get; init; }

    public required Requester RequestedBy { get; init; }

    public required Guid RequestId { get; init; }

    /// <summary>Null when the client sent no Idempotency-Key.</summary>
    public IdempotencyTag? Idempotency { get; init; }

    /// <summary>The data of the answer that admitted it, as JSON, to be repeated for the same key; null without a key.</summary>
    public string? Accepted { get; init; }

    /// <summary>First answers to cancels and deletions of this job; null while there are none.</summary>
    public IReadOnlyList<KeptAnswer>? Answers { get; init; }

    /// <summary>The job with one more first answer; as it is when there is none to keep, or <see cref="JobLimits.AnswersPerJob"/> are here: none
    /// goes before its time, and what has no room here lies in the file of first answers.</summary>
    public Job Answered(KeptAnswer? answer) =>
        answer is null || Answers?.Count >= JobLimits.AnswersPerJob ? this : this with { Answers = [.. Answers ?? [], answer] };

    /// <summary>Deleted by a client, but kept until its key is forgotten: a repeated request must not run again.</summary>
    public bool Hidden { get; init; }

    /// <summary>The kernel's boot id at admission: tells a restart of the agent from a restart of the host.</summary>
    public required string BootId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>When it was admitted, on the account of elapsed time; null in records of former versions.</summary>
    public ClockMark? Admitted { get; init; }

    /// <summary>When its last record was written, on the account; null in records of former versions.</summary>
    public ClockMark? Written { get; init; }

    /// <summary>When it ended, in milliseconds of the account; null while it has not, and in records of former versions.</summary>
    public long? EndedOn { get; init; }

    /// <summary>The job with the marks that it lacks: what it has been given since is of <paramref name="now"/>.</summary>
    public Job Marked(ClockMark now) => this with
    {
        Admitted = Admitted ?? now,
        Written = null, // Of the record, not of the job.
        EndedOn = EndedOn ?? (IsTerminal ? now.On : null),
        Answers = Answers is { } answers && answers.Any(a => a.On is null) ? [.. answers.Select(a => a with { On = a.On ?? now.On })] : Answers,
    };

    /// <summary>Number of the last change that watchers could see: 1 at admission, rising, never repeated, also not after a
    /// restart.</summary>
    public long Sequence { get; init; } = 1;

    public JobStatus Status { get; init; }

    public JobPhase Phase { get; init; }

    /// <summary>0..100, never falling.</summary>
    public int Progress { get; init; }

    public string? CurrentPackage { get; init; }

    /// <summary>Null when the package manager tells no speed.</summary>
    public long? SpeedBytesPerSecond { get; init; }

    public string Message { get; init; } = "";

    public IReadOnlyList<string> Packages { get; init; } = [];

    public IReadOnlyList<PackageChange> Changes { get; init; } = [];

    /// <summary>Which of the changed packages had been installed automatically: an undo is to leave that mark as it was.</summary>
    public IReadOnlyList<string> Automatic { get; init; } = [];

    /// <summary>Units that the job restarts; null when it restarts none, or has not found out yet.</summary>
    public IReadOnlyList<UnitRestart>? Restarted { get; init; }

    /// <summary>Newest last, bounded by <see cref="JobLimits.LogLines"/>.</summary>
    public IReadOnlyList<string> Logs { get; init; } = [];

    public IReadOnlyList<string> Warnings { get; init; } = [];

    public string? Error { get; init; }

    public JobErrorCode? ErrorCode { get; init; }

    public bool? Retryable { get; init; }

    /// <summary>It is closed, and what it changed is not known yet: its work goes on, or nobody could be asked. The next life of the agent
    /// goes on with it. The status stays; changes and messages follow.</summary>
    public bool VerdictOutstanding { get; init; }

    /// <summary>When the verdict came that was outstanding at the end, in milliseconds of the account; null for a job that was judged when it
    /// ended, or is not yet.</summary>
    public long? DecidedOn { get; init; }

    /// <summary>A cancel was asked for and is answered: of the work in hand, or of the reboot that is reserved.</summary>
    public bool CancelRequested { get; init; }

    /// <summary>Whether a cancel would be taken now.</summary>
    public bool Cancellable { get; init; }

    /// <summary>When it was last seen to move, while it does not; null while it does. Of this run of the agent only.</summary>
    [JsonIgnore]
    public DateTimeOffset? StalledSince { get; init; }

    /// <summary>Who holds the package database while the job is stalled or waits for it; else null. Of this run of the agent only.</summary>
    [JsonIgnore]
    public LockHolder? LockHolder { get; init; }

    /// <summary>The package transaction, once there is one. The journal keeps the name that the member had while every engine was PackageKit.</summary>
    [JsonPropertyName("transaction_path")]
    public TransactionHandle? Transaction { get; init; }

    /// <summary>When the host is to go down; reboot jobs and applies that reboot.</summary>
    public DateTimeOffset? RebootAt { get; init; }

    /// <summary>Null for a job that does not reboot, or has not come to it.</summary>
    public RebootProof? Reboot { get; init; }

    /// <summary>The newest job that undoes this one; null when there is none. Not of the record: that of the undoing job tells it.</summary>
    [JsonIgnore]
    public Guid? RollbackJobId { get; init; }

    /// <summary>The job that this one undoes; null when it undoes none.</summary>
    public Guid? OriginalJobId => Request.Undoes();

    /// <summary>What <see cref="HasApplied"/> was when the changes were put away; null while they are here.</summary>
    [JsonIgnore]
    public bool? HadApplied { get; init; }

    /// <summary>Whether any change is in place.</summary>
    [JsonIgnore]
    public bool HasApplied => HadApplied ?? Changes.Any(c => c.Outcome == ChangeOutcome.Applied);

    /// <summary>See <see cref="KeyOnly"/>.</summary>
    public bool IsKeyOnly => Hidden && Logs.Count == 0 && Changes.Count == 0;

    /// <summary>What was asked for of a job of which only the key is kept: names of packages may be many, and nobody carries it out again.</summary>
    private static readonly JobRequest Forgotten = new UnreadRequest();

    /// <summary>What is kept of a job beyond the history, so that its key is known for its time: a thousand a day must cost little.</summary>
    public Job KeyOnly() => this with { Hidden = true, Request = Forgotten, Logs = [], Changes = [], Warnings = [], Packages = [], Automatic = [], Restarted = null, VerdictOutstanding = false };

    public bool IsTerminal => Status is JobStatus.Completed or JobStatus.Failed or JobStatus.Cancelled;
}
