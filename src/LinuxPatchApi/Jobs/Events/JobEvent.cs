using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs.Events;

/// <summary>What a watcher may see of a job at one instant.</summary>
internal sealed record JobEvent
{
    /// <summary>Counts the events of all jobs since the agent's start; orders what one reader hears.</summary>
    public required long Number { get; init; }

    /// <summary>Counts the events of this job, from 1; see <see cref="Job.Sequence"/>.</summary>
    public required long Sequence { get; init; }

    /// <summary>True when the status differs from the one before: such an event is never dropped. False for progress.</summary>
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

    /// <summary>The last event of its job.</summary>
    public bool IsTerminal => Status is JobStatus.Completed or JobStatus.Failed or JobStatus.Cancelled;

    /// <summary>The event that shows a job as it stands.</summary>
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
    };

    /// <summary>Whether watchers can tell the two apart. Log lines, plan and verdict are read from the job itself.</summary>
    public static bool Differ(Job before, Job after) => before.Status != after.Status
        || before.Phase != after.Phase
        || before.Progress != after.Progress
        || before.Message != after.Message
        || before.CurrentPackage != after.CurrentPackage
        || before.SpeedBytesPerSecond != after.SpeedBytesPerSecond
        || before.Error != after.Error
        || before.ErrorCode != after.ErrorCode;
}
