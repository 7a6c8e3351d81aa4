using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Operations.Reboots;

/// <param name="Reason">The message for logged-in users; null for the agent's own.</param>
internal sealed record RebootRequest(int DelaySeconds, bool Force, string? Reason) : JobRequest
{
    /// <summary>It is reserved, not queued, and ends with the next boot.</summary>
    public override bool IsQueued() => false;
}
