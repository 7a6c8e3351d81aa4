using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs.Queue;

/// <param name="MaxQueueDepth"><c>jobs.max_queue_depth</c>.</param>
/// <param name="Timeout"><c>jobs.timeout_minutes</c>.</param>
/// <param name="BootId">The kernel's boot id of this run.</param>
internal sealed record JobServiceOptions(int MaxQueueDepth, TimeSpan Timeout, string BootId)
{
    /// <summary><c>jobs.stall_seconds</c>.</summary>
    public TimeSpan StallAfter { get; init; } = JobLimits.StallAfter;

    /// <summary><c>jobs.break_stalled</c>.</summary>
    public bool BreakStalled { get; init; }

    /// <summary>
    /// Returns why the client would not get the job now, as a sentence; null while it would. Null where nobody is asked.
    /// </summary>
    public Func<Job, string?>? RightLost { get; init; }

    /// <summary>Called when the worker fetches the next job, and when it has fetched it.</summary>
    public Action<bool>? Working { get; init; }
}
