using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Installation;

/// <summary>A container without the agent.</summary>
public sealed class BareHost : AgentHost
{
    private protected override Task InstallAsync(string package) => Task.CompletedTask;
}
