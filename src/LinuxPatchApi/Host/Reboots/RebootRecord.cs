using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Host.Reboots;

/// <summary>One boot of the host, as the agent saw it. A line of the ledger.</summary>
internal sealed class RebootRecord
{
    public required string BootId { get; init; }

    /// <summary>When the agent first ran in it.</summary>
    public required DateTimeOffset SeenAt { get; init; }

    /// <summary>Null when the kernel does not report it.</summary>
    public DateTimeOffset? BootedAt { get; init; }

    /// <summary>Kernel of the previous boot that the agent saw; null when it saw none.</summary>
    public string? KernelBefore { get; init; }

    public required string Kernel { get; init; }

    public required RebootCause Cause { get; init; }

    /// <summary>The job that requested it; null when none did.</summary>
    public Guid? JobId { get; init; }

    /// <summary>Null when this agent did not cause it.</summary>
    public Requester? RequestedBy { get; init; }

    /// <summary>The job's reason, or the wall message of another cause; null when there was none or it is unknown.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// When the agent was stopped because the host went down in an orderly way; null when it was not: power loss, crash, or the agent did
    /// not run.
    /// </summary>
    public DateTimeOffset? WentDownAt { get; init; }
}
