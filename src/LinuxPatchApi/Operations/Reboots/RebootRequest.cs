using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Operations.Reboots;

/// <param name="Reason">What users are told; null for the agent's own words.</param>
internal sealed record RebootRequest(int DelaySeconds, bool Force, string? Reason) : JobRequest
{
    /// <summary>It is reserved, not queued, and ends with the boot that follows.</summary>
    public override bool IsQueued() => false;
}
