using LinuxPatchApi.Checks;

namespace LinuxPatchApi.Host.Checks;

/// <summary>Whether the init system is one that services and reboots can be asked of.</summary>
internal sealed class InitCheck(HostFacts host) : ICheck
{
    public const string Name = "init";

    public string Id => Name;

    public ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken) => new(Judge(host.InitSystem));

    /// <summary>Another init system is no ailment of the host, so it does not degrade it.</summary>
    public static CheckResult Judge(string init) => init switch
    {
        "systemd" => CheckResult.Ok(Name, init),
        "openrc" => CheckResult.Warn(Name, init, "services cannot be seen without systemd; reboot needs elogind", null) with { Reasons = [] },
        _ => CheckResult.Warn(Name, init, "services and reboot need systemd", null) with { Reasons = [] },
    };
}
