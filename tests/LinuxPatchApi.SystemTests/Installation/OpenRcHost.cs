using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Installation;

/// <summary>
/// A container that sysvinit and OpenRC booted, with elogind, D-Bus and polkit, and the agent out of the Alpine package in it. Not real are
/// apk and Alpine's userland: the rest is Debian's.
/// </summary>
public sealed class OpenRcHost : AgentHost
{
    private protected override string[] Options => ["--distro", "openrc"];

    internal AgentClient Agent { get; private set; } = null!;

    private protected override async Task InstallAsync(string package)
    {
        using var apk = await ApkFile.CreateAsync();
        await Sandbox.InstallAgentAsync(apk.Name);
        Agent = new AgentClient(Sandbox.Address, ClientIdentity.Of(Sandbox.ClientFiles));
        await Sandbox.WriteAsync("/etc/linux_patch_api/config.yaml", Configuration);
        await Sandbox.ShAsync("rc-update add linux-patch-api default && rc-service linux-patch-api start");
        await BackAsync();
    }

    /// <summary>Until the agent answers.</summary>
    internal Task BackAsync() =>
        Eventually.AsWantedAsync("an answer of the agent", () => Agent.GetAsync("/health"), a => a.Status == 200);
}
