using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Api.Contracts;

/// <summary>Answer to an admitted installation, and the members that the answers to other operations share.</summary>
internal record JobAccepted(
    Guid JobId,
    string Status,
    string Operation,
    IReadOnlyList<string>? Packages,
    string? Package,
    WireTime CreatedAt)
{
    /// <summary>What of the request is known to mean nothing on this host, such as a misspelt name. The job is made all the same.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

internal sealed record UpdateAccepted : JobAccepted
{
    public UpdateAccepted(JobAccepted job)
        : base(job)
    {
    }

    /// <summary>The requested version; null for the newest.</summary>
    [JsonPropertyOrder(1)]
    public string? TargetVersion { get; init; }
}

internal sealed record RemoveAccepted : JobAccepted
{
    public RemoveAccepted(JobAccepted job)
        : base(job)
    {
    }

    [JsonPropertyOrder(1)]
    public bool Purge { get; init; }
}

internal sealed record RollbackAccepted : JobAccepted
{
    public RollbackAccepted(JobAccepted job)
        : base(job)
    {
    }

    [JsonPropertyOrder(1)]
    public Guid OriginalJobId { get; init; }
}

internal sealed record ApplyAccepted : JobAccepted
{
    public ApplyAccepted(JobAccepted job)
        : base(job)
    {
    }

    /// <summary>Number of offered updates selected at admission; null while the updates are unknown.</summary>
    [JsonPropertyOrder(1)]
    public int? PatchesCount { get; init; }

    /// <summary>True when one of them requires a reboot; null while unknown.</summary>
    [JsonPropertyOrder(1)]
    public bool? RequiresReboot { get; init; }

    /// <summary>True when the job reboots the host afterwards if required.</summary>
    [JsonPropertyOrder(1)]
    public bool AutoReboot { get; init; }
}

internal sealed record RebootAccepted : JobAccepted
{
    public RebootAccepted(JobAccepted job)
        : base(job)
    {
    }

    [JsonPropertyOrder(1)]
    public WireTime ScheduledAt { get; init; }

    [JsonPropertyOrder(1)]
    public int DelaySeconds { get; init; }

    [JsonPropertyOrder(1)]
    public bool Force { get; init; }

    [JsonPropertyOrder(1)]
    public string? Reason { get; init; }
}

internal sealed record RebootCancelled(Guid JobId, string Action, string PreviousStatus, string CurrentStatus);

internal sealed record JobAction(Guid JobId, string Action, string PreviousStatus, string CurrentStatus, bool Deleted);

internal sealed record JobRequester(string Subject, string Serial, string Address);

/// <summary>Whether a job can be undone, and the reasons if not.</summary>
internal sealed record RollbackFeasibility(bool Possible, IReadOnlyList<string> Reasons);

/// <summary>An item of the job list.</summary>
internal record JobSummary
{
    public required Guid JobId { get; init; }

    public required string Operation { get; init; }

    public required string Status { get; init; }

    public required int Progress { get; init; }

    public required int ProgressPercent { get; init; }

    public required string Phase { get; init; }

    public required string? CurrentPackage { get; init; }

    public required long? SpeedBytesPerSecond { get; init; }

    public required string Message { get; init; }

    public required WireTime CreatedAt { get; init; }

    public required WireTime? StartedAt { get; init; }

    public required WireTime UpdatedAt { get; init; }

    public required WireTime? CompletedAt { get; init; }

    public required IReadOnlyList<string> Packages { get; init; }

    /// <summary>Number of the job's last change among those of all jobs; rises over restarts. See <c>next</c> of the job list.</summary>
    public required long Change { get; init; }
}

/// <summary>Answer of <c>GET /api/v1/jobs/{id}</c>.</summary>
internal sealed record JobDetail : JobSummary
{
    [SetsRequiredMembers]
    public JobDetail(JobSummary summary)
        : base(summary)
    {
    }

    [JsonPropertyOrder(1)]
    public IReadOnlyList<Change> Changes { get; init; } = [];

    /// <summary>Newest last; their number is bounded.</summary>
    [JsonPropertyOrder(1)]
    public IReadOnlyList<string> Logs { get; init; } = [];

    /// <summary>The logs as one text.</summary>
    [JsonPropertyOrder(1)]
    public string Output { get; init; } = "";

    [JsonPropertyOrder(1)]
    public string? Error { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), JsonPropertyOrder(1)]
    public string? ErrorCode { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), JsonPropertyOrder(1)]
    public bool? Retryable { get; init; }

    [JsonPropertyOrder(1)]
    public bool Cancellable { get; init; }

    [JsonPropertyOrder(1)]
    public RollbackFeasibility Rollback { get; init; } = new(false, []);

    [JsonPropertyOrder(1)]
    public Guid? RollbackJobId { get; init; }

    [JsonPropertyOrder(1)]
    public Guid? OriginalJobId { get; init; }

    [JsonPropertyOrder(1)]
    public bool ExclusiveMode { get; init; }

    [JsonPropertyOrder(1)]
    public JobRequester RequestedBy { get; init; } = new("", "", "");

    [JsonPropertyOrder(1)]
    public Guid RequestId { get; init; }

    [JsonPropertyOrder(1)]
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Null unless the job has rebooted the host or reserved a reboot.</summary>
    [JsonPropertyOrder(1)]
    public JobReboot? Reboot { get; init; }

    /// <summary>Services the job restarts; null when it restarts none or does not know them yet.</summary>
    [JsonPropertyOrder(1)]
    public IReadOnlyList<RestartedUnit>? Restarted { get; init; }

    /// <summary>Since when the job makes no progress; null while it does.</summary>
    [JsonPropertyOrder(1)]
    public WireTime? StalledSince { get; init; }

    /// <summary>The process that holds the package database while the job is stalled or waits for it; else null.</summary>
    [JsonPropertyOrder(1)]
    public LockHolderDocument? LockHolder { get; init; }
}

/// <summary>The restart of one service by a job.</summary>
/// <param name="Outcome">planned, restarted, failed, skipped.</param>
/// <param name="Reason">Why it is restarted, was skipped or failed to start again.</param>
internal sealed record RestartedUnit(string Unit, string Outcome, string? Reason);

/// <summary>The process that holds a lock of the package database. Unreadable facts are null.</summary>
/// <param name="Command">Short name of the process.</param>
/// <param name="AgeSeconds">Age of the process.</param>
/// <param name="Lock">Path of the lock file.</param>
internal sealed record LockHolderDocument(int? Pid, string? Command, long? AgeSeconds, string Lock);

/// <summary>Answer of <c>GET /api/v1/jobs</c>.</summary>
/// <param name="Total">Matching jobs; with <c>after</c> those that have changed.</param>
/// <param name="Next">To be sent as <c>after</c>: what changes from now on.</param>
/// <param name="Reset">True when <c>after</c> is too old or not of this history: the list has all jobs and replaces what the client has.
/// </param>
/// <param name="Removed">Jobs that left the history since; empty without <c>after</c>.</param>
internal sealed record JobList(
    IReadOnlyList<JobSummary> Jobs, int Total, int Limit, int Offset, long Next, bool Reset, IReadOnlyList<Guid> Removed);
