using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Api.Contracts;

/// <summary>Answer of <c>GET /api/v1/system/reboots</c>, newest first.</summary>
internal sealed record RebootList(IReadOnlyList<BootDocument> Reboots, int Total, int Limit, int Offset);

/// <summary>One boot of the host observed by the agent.</summary>
internal sealed record BootDocument
{
    /// <summary>In a container with the start time of its process 1 appended, because it may share the boot id of its host.</summary>
    public required string BootId { get; init; }

    /// <summary>When the host booted; null when the kernel does not report it.</summary>
    public required WireTime? BootedAt { get; init; }

    /// <summary>When the agent first ran in this boot.</summary>
    public required WireTime SeenAt { get; init; }

    /// <summary>
    /// When the agent was stopped by an orderly shutdown of the host; null when it saw none: power loss, crash, or the agent was not
    /// running.
    /// </summary>
    public required WireTime? WentDownAt { get; init; }

    /// <summary>Null for the first boot observed.</summary>
    public required string? KernelBefore { get; init; }

    public required string KernelAfter { get; init; }

    /// <summary>agent, other, or unknown for the first boot observed.</summary>
    public required string Cause { get; init; }

    /// <summary>The job that requested it; null when no job did.</summary>
    public required Guid? JobId { get; init; }

    public required JobRequester? RequestedBy { get; init; }

    /// <summary>The reason given with the job, or the wall message of another requester; null when there was none.</summary>
    public required string? Reason { get; init; }
}

/// <summary>The outcome of a reboot by a job.</summary>
internal sealed record JobReboot
{
    /// <summary>Null until the host is back.</summary>
    public required string? NewBootId { get; init; }

    public required string KernelBefore { get; init; }

    /// <summary>Null until the host is back.</summary>
    public required string? KernelAfter { get; init; }

    /// <summary>Units that failed in this boot but not before; null until the host is back, or when the service manager did not report
    /// them.</summary>
    public required IReadOnlyList<string>? NewlyFailedUnits { get; init; }
}
