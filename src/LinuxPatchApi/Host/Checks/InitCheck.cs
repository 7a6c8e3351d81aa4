using LinuxPatchApi.Checks;

namespace LinuxPatchApi.Host.Checks;

/// <summary>Checks that the init system supports services and reboots.</summary>
internal sealed class InitCheck(HostFacts host) : ICheck
{
    public const string Name = "init";

    public string Id => Name;

    public ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken) => new(Judge(host.InitSystem));

    /// <summary>Another init system is not a fault of the host, so it does not degrade health.</summary>
    public static CheckResult Judge(string init) => init switch
    {
        "systemd" => CheckResult.Ok(Name, init),
        "openrc" =>
            CheckResult.Warn(Name, init, "services cannot be restarted without systemd; reboot needs elogind", null) with { Reasons = [] },
        _ => CheckResult.Warn(Name, init, "services and reboot need systemd", null) with { Reasons = [] },
    };
}
