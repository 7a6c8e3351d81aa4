using System.Text.Json.Serialization;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Host.Reboots;

/// <summary>One boot of the host, as the agent came to know of it. A line of the ledger.</summary>
internal sealed record RebootRecord
{
    public required string BootId { get; init; }

    /// <summary>When the agent first ran in it.</summary>
    public required DateTimeOffset SeenAt { get; init; }

    /// <summary>Null when the kernel does not tell.</summary>
    public DateTimeOffset? BootedAt { get; init; }

    /// <summary>Of the boot before that the agent saw; null when it saw none.</summary>
    public string? KernelBefore { get; init; }

    public required string Kernel { get; init; }

    public required RebootCause Cause { get; init; }

    /// <summary>The job that asked for it; null when none did.</summary>
    public Guid? JobId { get; init; }

    /// <summary>Null when it was not this agent's.</summary>
    public Requester? RequestedBy { get; init; }

    /// <summary>The job's reason, or the wall message of whoever else asked for it; null when there was none or it is not known.</summary>
    public string? Reason { get; init; }

    /// <summary>When the agent was stopped because the host went down in order; null when it was not: power loss, crash, or the agent did
    /// not run.</summary>
    public DateTimeOffset? WentDownAt { get; init; }
}

/// <summary>What the agent saw when it was stopped while the host went down; kept for its next start.</summary>
/// <param name="Wall">What users were told; null for nothing.</param>
internal sealed record GoingDown(string BootId, DateTimeOffset At, string? Wall);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(RebootRecord))]
[JsonSerializable(typeof(GoingDown))]
internal sealed partial class RebootJson : JsonSerializerContext;
