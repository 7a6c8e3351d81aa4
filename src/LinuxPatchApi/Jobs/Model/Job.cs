using System.Text.Json.Serialization;

namespace LinuxPatchApi.Jobs.Model;

/// <summary>The state of a job; immutable, replaced as a unit. The journal stores this record.</summary>
internal sealed record Job
{
    public required Guid Id { get; init; }

    public required JobOperation Operation { get; init; }

    public required JobRequest Request { get; init; }

    public required Requester RequestedBy { get; init; }

    /// <summary>Null once it has ended, and in records of releases that did not store it.</summary>
    public JobRight? Right { get; init; }

    public required Guid RequestId { get; init; }

    /// <summary>Null when the client sent no Idempotency-Key.</summary>
    public IdempotencyTag? Idempotency { get; init; }

    /// <summary>The data of the answer that admitted it, as JSON, repeated for the same key; null without a key.</summary>
    public string? Accepted { get; init; }

    /// <summary>First answers to cancels and deletions of this job; null while there are none.</summary>
    public IReadOnlyList<KeptAnswer>? Answers { get; init; }

    /// <summary>Returns the job with one more first answer; unchanged when there is none to store. None expires early.</summary>
    public Job Answered(KeptAnswer? answer) => answer is null ? this : this with { Answers = [.. Answers ?? [], answer] };

    /// <summary>
    /// True when further answers to cancels have records of their own: each record of the job repeats all of its answers. An answer to what
    /// happens once (its deletion, the cancellation of its reboot) is stored with it nevertheless.
    /// </summary>
    [JsonIgnore]
    public bool IsFullOfAnswers => Answers?.Count >= JobLimits.AnswersPerJob;

    /// <summary>Deleted by a client, but remembered until its key expires: a repeated request must not run again.</summary>
    public bool Hidden { get; init; }

    /// <summary>The kernel's boot id at admission: distinguishes a restart of the agent from a restart of the host.</summary>
    public required string BootId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>When it was admitted, on the clock of elapsed time; null in records of previous versions.</summary>
    public ClockMark? Admitted { get; init; }

    /// <summary>When its last record was written, on the clock of elapsed time; null in records of previous versions.</summary>
    public ClockMark? Written { get; init; }

    /// <summary>When it ended, in milliseconds of the clock of elapsed time; null before, and in records of previous versions.</summary>
    public long? EndedOn { get; init; }

    /// <summary>Returns the job with missing marks filled in: everything that is new since gets <paramref name="now"/>.</summary>
    public Job Marked(ClockMark now) => this with
    {
        Admitted = Admitted ?? now,
        Written = null, // Of the record, not of the job.
        EndedOn = EndedOn ?? (IsTerminal ? now.On : null),
        Answers = Answers is { } answers && answers.Any(a => a.On is null)
            ? [.. answers.Select(a => a with { On = a.On ?? now.On })]
            : Answers,
    };

    /// <summary>
    /// Number of the last change that watchers could see: 1 at admission, rising, never repeated, not even after a restart.
    /// </summary>
    public long Sequence { get; init; } = 1;

    /// <summary>Number of its last change among those of all jobs (<see cref="Store.ChangeNumbers"/>); 0 in old records.</summary>
    public long Change { get; init; }

    /// <summary>Of the record: the highest number of a job that had left the history when it was written.</summary>
    public long ChangesForgotten { get; init; }

    public JobStatus Status { get; init; }

    public JobPhase Phase { get; init; }

    /// <summary>0 to 100, never falling.</summary>
    public int Progress { get; init; }

    public string? CurrentPackage { get; init; }

    /// <summary>Null when the package manager reports no speed.</summary>
    public long? SpeedBytesPerSecond { get; init; }

    public string Message { get; init; } = "";

    public IReadOnlyList<string> Packages { get; init; } = [];

    public IReadOnlyList<PackageChange> Changes { get; init; } = [];

    /// <summary>The changed packages that were marked as automatically installed: an undo restores that mark.</summary>
    public IReadOnlyList<string> Automatic { get; init; } = [];

    /// <summary>Units that the job restarts; null when it restarts none, or has not determined them yet.</summary>
    public IReadOnlyList<UnitRestart>? Restarted { get; init; }

    /// <summary>Newest last, bounded by <see cref="JobLimits.LogLines"/>.</summary>
    public IReadOnlyList<string> Logs { get; init; } = [];

    public IReadOnlyList<string> Warnings { get; init; } = [];

    public string? Error { get; init; }

    public JobErrorCode? ErrorCode { get; init; }

    public bool? Retryable { get; init; }

    /// <summary>
    /// Closed while its outcome is unknown: its work continues, or the package manager does not answer. The next run of the agent
    /// continues with it. The status stays; changes and messages follow.
    /// </summary>
    public bool VerdictOutstanding { get; init; }

    /// <summary>
    /// When the outstanding verdict was reached, in milliseconds of the clock of elapsed time; null for a job that was judged at its end,
    /// or not yet.
    /// </summary>
    public long? DecidedOn { get; init; }

    /// <summary>A cancel was requested and answered: of the running work, or of the reserved reboot.</summary>
    public bool CancelRequested { get; init; }

    /// <summary>True when a cancel would be accepted now.</summary>
    public bool Cancellable { get; init; }

    /// <summary>When a stalled job last made progress; null when it is not stalled. Of this run of the agent only.</summary>
    [JsonIgnore]
    public DateTimeOffset? StalledSince { get; init; }

    /// <summary>
    /// Who holds the package database while the job is stalled or waits for it; else null. Of this run of the agent only.
    /// </summary>
    [JsonIgnore]
    public LockHolder? LockHolder { get; init; }

    /// <summary>
    /// The package transaction; null before it begins. The journal uses the member's name from when PackageKit was the only engine.
    /// </summary>
    [JsonPropertyName("transaction_path")]
    public TransactionHandle? Transaction { get; init; }

    /// <summary>Never: a member of previous releases, which their records may still have.</summary>
    public string? TransactionOwner { get; }

    /// <summary>When the host will go down; for reboot jobs and applies that reboot.</summary>
    public DateTimeOffset? RebootAt { get; init; }

    /// <summary>Null for a job that does not reboot, or has not reached its reboot.</summary>
    public RebootProof? Reboot { get; init; }

    /// <summary>The newest job that undoes this one; null when there is none. Not stored: derived from the undoing job's record.</summary>
    [JsonIgnore]
    public Guid? RollbackJobId { get; init; }

    /// <summary>The job that this one undoes; null when it undoes none.</summary>
    public Guid? OriginalJobId => Request.Undoes();

    /// <summary>The value of <see cref="HasApplied"/> when the changes were compressed; null while they are here.</summary>
    [JsonIgnore]
    public bool? HadApplied { get; init; }

    /// <summary>The value of <see cref="HasChanges"/> when the changes were compressed; null while they are here.</summary>
    [JsonIgnore]
    public bool? HadChanges { get; init; }

    /// <summary>The changes as clients and logs see them: no ended job has one that is planned.</summary>
    public IEnumerable<PackageChange> ShownChanges() => IsTerminal ? Changes.Select(c => c.Ended(VerdictOutstanding)) : Changes;

    /// <summary>True when it has any change, whatever its outcome.</summary>
    [JsonIgnore]
    public bool HasChanges => HadChanges ?? Changes.Count > 0;

    /// <summary>True when any change is in place.</summary>
    [JsonIgnore]
    public bool HasApplied => HadApplied ?? Changes.Any(c => c.Outcome == ChangeOutcome.Applied);

    /// <summary>See <see cref="KeyOnly"/>.</summary>
    public bool IsKeyOnly => Hidden && Logs.Count == 0 && Changes.Count == 0;

    /// <summary>
    /// Replaces the request of a job that is remembered only for its key: package names may be many, and nobody carries it out again.
    /// </summary>
    private static readonly JobRequest Forgotten = new UnreadRequest();

    /// <summary>
    /// Returns what is stored of a job that left the history, so that its key is known for its time: a thousand a day must cost little.
    /// </summary>
    public Job KeyOnly() => this with
    {
        Hidden = true,
        Request = Forgotten,
        Message = "",
        Error = null,
        Logs = [],
        Changes = [],
        Warnings = [],
        Packages = [],
        Automatic = [],
        Restarted = null,
        VerdictOutstanding = false,
    };

    /// <summary>
    /// Returns a hidden record with a first answer to a request about this job, which ended already for whoever reads it.
    /// </summary>
    public Job OnlyAnswer(KeptAnswer answer) => KeyOnly() with
    {
        Id = Guid.NewGuid(),
        Status = JobStatus.Cancelled,
        Idempotency = null,
        Accepted = null,
        Answers = [answer],
        Transaction = null,
        Reboot = null,
        RebootAt = null,
        Admitted = null,
        EndedOn = null,
        DecidedOn = null,
    };

    public bool IsTerminal => Status is JobStatus.Completed or JobStatus.Failed or JobStatus.Cancelled;
}
