namespace LinuxPatchApi.Jobs.Model;

/// <summary>What shows that a host really rebooted, and what came of it. The first half is on the disk before it goes down.</summary>
/// <param name="FailedBefore">Failed units before; null when they could not be asked for.</param>
internal sealed record RebootProof(string BootIdBefore, string KernelBefore, IReadOnlyList<string>? FailedBefore)
{
    /// <summary>logind refused to schedule it over a lock: the agent itself reboots when the time has come.</summary>
    public bool OverInhibitors { get; init; }

    /// <summary>logind has taken the schedule. On the disk a moment later than logind has it.</summary>
    public bool Scheduled { get; init; }

    /// <summary>The cancellation has begun; it is carried on after a restart of the agent.</summary>
    public bool Cancelling { get; init; }

    /// <summary>Null until the host is back.</summary>
    public string? NewBootId { get; init; }

    /// <summary>Null until the host is back.</summary>
    public string? KernelAfter { get; init; }

    /// <summary>Units that failed in this boot and had not before; null until the host is back, or when they could not be asked for.</summary>
    public IReadOnlyList<string>? NewlyFailed { get; init; }
}
