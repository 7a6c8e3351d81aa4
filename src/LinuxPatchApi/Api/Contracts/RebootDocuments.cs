namespace LinuxPatchApi.Api.Contracts;

/// <summary>Answer of <c>GET /api/v1/system/reboots</c>, newest first.</summary>
internal sealed record RebootList(IReadOnlyList<BootDocument> Reboots, int Total, int Limit, int Offset);

/// <summary>One boot of the host that the agent saw.</summary>
internal sealed record BootDocument
{
    /// <summary>In a container with the time at which its process 1 began, since it may share its host's id.</summary>
    public required string BootId { get; init; }

    /// <summary>When the host began to run; null when the kernel does not tell.</summary>
    public required DateTimeOffset? BootedAt { get; init; }

    /// <summary>When the agent first ran in this boot.</summary>
    public required DateTimeOffset SeenAt { get; init; }

    /// <summary>When the agent was stopped because the host went down in order; null when that was not seen: power loss, crash, or the agent
    /// did not run.</summary>
    public required DateTimeOffset? WentDownAt { get; init; }

    /// <summary>Null for the first boot that the agent saw.</summary>
    public required string? KernelBefore { get; init; }

    public required string KernelAfter { get; init; }

    /// <summary>agent, other, or unknown for the first boot that the agent saw.</summary>
    public required string Cause { get; init; }

    /// <summary>The job that asked for it; null when none of this agent did.</summary>
    public required Guid? JobId { get; init; }

    public required JobRequester? RequestedBy { get; init; }

    /// <summary>The reason given with the job, or the wall message of whoever else asked for it; null when there was none.</summary>
    public required string? Reason { get; init; }
}

/// <summary>What a job's reboot came to.</summary>
internal sealed record JobReboot
{
    /// <summary>Null until the host is back.</summary>
    public required string? NewBootId { get; init; }

    public required string KernelBefore { get; init; }

    /// <summary>Null until the host is back.</summary>
    public required string? KernelAfter { get; init; }

    /// <summary>Units that failed in this boot and had not before; null until the host is back, or when the service manager did not
    /// tell.</summary>
    public required IReadOnlyList<string>? NewlyFailedUnits { get; init; }
}
