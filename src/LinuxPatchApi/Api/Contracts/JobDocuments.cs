using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace LinuxPatchApi.Api.Contracts;

/// <summary>Answer of an admitted mutation: install, and what the answers of the other operations have in common.</summary>
internal record JobAccepted(
    Guid JobId,
    string Status,
    string Operation,
    IReadOnlyList<string>? Packages,
    string? Package,
    DateTimeOffset CreatedAt);

internal sealed record UpdateAccepted : JobAccepted
{
    public UpdateAccepted(JobAccepted job)
        : base(job)
    {
    }

    /// <summary>The version that was asked for; null when the newest one is wanted.</summary>
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

    /// <summary>Offered updates that the selection took at admission; null when they are not known yet.</summary>
    public int? PatchesCount { get; init; }

    /// <summary>Whether one of them wants a reboot; null when not known yet.</summary>
    public bool? RequiresReboot { get; init; }

    /// <summary>Whether the host will be rebooted when that is needed afterwards.</summary>
    public bool AutoReboot { get; init; }
}

internal sealed record RebootAccepted : JobAccepted
{
    public RebootAccepted(JobAccepted job)
        : base(job)
    {
    }

    public DateTimeOffset ScheduledAt { get; init; }

    public int DelaySeconds { get; init; }

    public bool Force { get; init; }

    public string? Reason { get; init; }
}

internal sealed record RebootCancelled(Guid JobId, string Action, string PreviousStatus, string CurrentStatus);

internal sealed record JobAction(Guid JobId, string Action, string PreviousStatus, string CurrentStatus, bool Deleted);

internal sealed record JobRequester(string Subject, string Serial, string Address);

/// <summary>Whether a job can be undone, and if not, why.</summary>
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

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset? StartedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required DateTimeOffset? CompletedAt { get; init; }

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

    /// <summary>Newest last, bounded.</summary>
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

    /// <summary>Null while the job has made no reboot and reserved none.</summary>
    public JobReboot? Reboot { get; init; }

    /// <summary>Services that the job restarts; null when it restarts none, or has not found out yet.</summary>
    public IReadOnlyList<RestartedUnit>? Restarted { get; init; }

    /// <summary>Since when nothing moves; null while the job goes on.</summary>
    public DateTimeOffset? StalledSince { get; init; }

    /// <summary>Who holds the package database while the job is stalled or waits for it; else null.</summary>
    public LockHolderDocument? LockHolder { get; init; }
}

/// <param name="Outcome">planned, restarted, failed, skipped.</param>
/// <param name="Reason">Why it is restarted, was left out or did not come back.</param>
internal sealed record RestartedUnit(string Unit, string Outcome, string? Reason);


/// <summary>Who holds a lock of the package database. What cannot be read is null.</summary>
/// <param name="Command">The process's short name.</param>
/// <param name="AgeSeconds">Of the process.</param>
/// <param name="Lock">Path of the lock file.</param>
internal sealed record LockHolderDocument(int? Pid, string? Command, long? AgeSeconds, string Lock);

internal sealed record JobList(IReadOnlyList<JobSummary> Jobs, int Total, int Limit, int Offset);
