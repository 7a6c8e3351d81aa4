namespace LinuxPatchApi.Jobs.Model;

/// <summary>The evidence that a host really rebooted, and the outcome. The first half is on disk before the host goes down.</summary>
/// <param name="FailedBefore">Failed units before; null when they could not be queried.</param>
internal sealed record RebootProof(string BootIdBefore, string KernelBefore, IReadOnlyList<string>? FailedBefore)
{
    /// <summary>logind refused to schedule the reboot because of an inhibitor: the agent itself reboots at the scheduled time.</summary>
    public bool OverInhibitors { get; init; }

    /// <summary>logind has accepted the schedule. Persisted a moment after logind has it.</summary>
    public bool Scheduled { get; init; }

    /// <summary>The cancellation has begun; a restarted agent continues it.</summary>
    public bool Cancelling { get; init; }

    /// <summary>Null until the host is back.</summary>
    public string? NewBootId { get; init; }

    /// <summary>Null until the host is back.</summary>
    public string? KernelAfter { get; init; }

    /// <summary>
    /// Units that failed in this boot and had not failed before; null until the host is back, or when they could not be queried.
    /// </summary>
    public IReadOnlyList<string>? NewlyFailed { get; init; }
}
