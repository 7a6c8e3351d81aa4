using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs.Events;

/// <summary>The state of a job that watchers see at one moment.</summary>
internal sealed record JobEvent
{
    /// <summary>Counts the events of all jobs since the agent's start; orders the events of one reader.</summary>
    public required long Number { get; init; }

    /// <summary>Counts the events of this job, from 1; see <see cref="Job.Sequence"/>.</summary>
    public required long Sequence { get; init; }

    /// <summary>True when the status differs from the previous one: such an event is never dropped. False for progress.</summary>
    public required bool IsStatusChange { get; init; }

    public required Guid JobId { get; init; }

    public required JobOperation Operation { get; init; }

    public required JobStatus Status { get; init; }

    public required JobPhase Phase { get; init; }

    public required int Progress { get; init; }

    public required string? CurrentPackage { get; init; }

    public required long? SpeedBytesPerSecond { get; init; }

    public required string Message { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string? Error { get; init; }

    public required JobErrorCode? ErrorCode { get; init; }

    /// <summary>Fingerprint of the certificate that requested the job; null when its record has none.</summary>
    public required string? Client { get; init; }

    /// <summary>True for the end of a job when its client has no other unfinished one.</summary>
    public bool IsLastOfClient { get; init; }

    /// <summary>True for the last event of its job.</summary>
    public bool IsTerminal => Status is JobStatus.Completed or JobStatus.Failed or JobStatus.Cancelled;

    /// <summary>Returns the event that shows the current state of a job.</summary>
    public static JobEvent Of(Job job, long number = 0, bool isStatusChange = true) => new()
    {
        Number = number,
        Sequence = job.Sequence,
        IsStatusChange = isStatusChange,
        JobId = job.Id,
        Operation = job.Operation,
        Status = job.Status,
        Phase = job.Phase,
        Progress = job.Progress,
        CurrentPackage = job.CurrentPackage,
        SpeedBytesPerSecond = job.SpeedBytesPerSecond,
        Message = job.Message,
        At = job.UpdatedAt,
        Error = job.Error,
        ErrorCode = job.ErrorCode,
        Client = job.RequestedBy.Fingerprint,
    };

    /// <summary>True when watchers can distinguish the two. Log lines, plan and verdict are read from the job itself.</summary>
    public static bool Differ(Job before, Job after) => before.Status != after.Status
        || before.Phase != after.Phase
        || before.Progress != after.Progress
        || before.Message != after.Message
        || before.CurrentPackage != after.CurrentPackage
        || before.SpeedBytesPerSecond != after.SpeedBytesPerSecond
        || before.Error != after.Error
        || before.ErrorCode != after.ErrorCode;
}
