using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace LinuxPatchApi.Api.Contracts;

/// <summary>Answer to an admitted installation, and the members that the answers to other operations share.</summary>
internal record JobAccepted(
    Guid JobId,
    string Status,
    string Operation,
    IReadOnlyList<string>? Packages,
    string? Package,
    DateTime CreatedAt);

internal sealed record UpdateAccepted : JobAccepted
{
    public UpdateAccepted(JobAccepted job)
        : base(job)
    {
    }

    /// <summary>The requested version; null for the newest.</summary>
    public string? TargetVersion { get; init; }
}

internal sealed record RemoveAccepted : JobAccepted
{
    public RemoveAccepted(JobAccepted job)
        : base(job)
    {
    }

    public bool Purge { get; init; }
}

internal sealed record RollbackAccepted : JobAccepted
{
    public RollbackAccepted(JobAccepted job)
        : base(job)
    {
    }

    public Guid OriginalJobId { get; init; }
}

internal sealed record ApplyAccepted : JobAccepted
{
    public ApplyAccepted(JobAccepted job)
        : base(job)
    {
    }

    /// <summary>Number of offered updates selected at admission; null while the updates are unknown.</summary>
    public int? PatchesCount { get; init; }

    /// <summary>True when one of them requires a reboot; null while unknown.</summary>
    public bool? RequiresReboot { get; init; }

    /// <summary>True when the job reboots the host afterwards if required.</summary>
    public bool AutoReboot { get; init; }
}

internal sealed record RebootAccepted : JobAccepted
{
    public RebootAccepted(JobAccepted job)
        : base(job)
    {
    }

    public DateTime ScheduledAt { get; init; }

    public int DelaySeconds { get; init; }

    public bool Force { get; init; }

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

    public required DateTime CreatedAt { get; init; }

    public required DateTime? StartedAt { get; init; }

    public required DateTime UpdatedAt { get; init; }

    public required DateTime? CompletedAt { get; init; }

    public required IReadOnlyList<string> Packages { get; init; }
}

/// <summary>Answer of <c>GET /api/v1/jobs/{id}</c>.</summary>
internal sealed record JobDetail : JobSummary
{
    [SetsRequiredMembers]
    public JobDetail(JobSummary summary)
        : base(summary)
    {
    }

    public IReadOnlyList<Change> Changes { get; init; } = [];

    /// <summary>Newest last; their number is bounded.</summary>
    public IReadOnlyList<string> Logs { get; init; } = [];

    /// <summary>The logs as one text.</summary>
    public string Output { get; init; } = "";

    public string? Error { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ErrorCode { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Retryable { get; init; }

    public bool Cancellable { get; init; }

    public RollbackFeasibility Rollback { get; init; } = new(false, []);

    public Guid? RollbackJobId { get; init; }

    public Guid? OriginalJobId { get; init; }

    public bool ExclusiveMode { get; init; }

    public JobRequester RequestedBy { get; init; } = new("", "", "");

    public Guid RequestId { get; init; }

    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Null unless the job has rebooted the host or reserved a reboot.</summary>
    public JobReboot? Reboot { get; init; }

    /// <summary>Services the job restarts; null when it restarts none or does not know them yet.</summary>
    public IReadOnlyList<RestartedUnit>? Restarted { get; init; }

    /// <summary>Since when the job makes no progress; null while it does.</summary>
    public DateTime? StalledSince { get; init; }

    /// <summary>The process that holds the package database while the job is stalled or waits for it; else null.</summary>
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

internal sealed record JobList(IReadOnlyList<JobSummary> Jobs, int Total, int Limit, int Offset);
