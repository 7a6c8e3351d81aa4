using LinuxPatchApi.Checks;
using LinuxPatchApi.HostServices;
using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.HostServices.Systemd;
using LinuxPatchApi.Init;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Host.Checks;

/// <summary>Checks that polkit runs or can be started: PackageKit does not start without it.</summary>
internal sealed class PolkitCheck(SystemBus bus, SystemdClient systemd, PackageTerms terms) : ICheck
{
    public const string Name = "polkit";
    private const string BusName = "org.freedesktop.PolicyKit1";

    public string Id => Name;

    public async ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken)
    {
        var running = await bus.NameHasOwnerAsync(BusName, cancellationToken);
        var activatable = await bus.ListActivatableNamesAsync(cancellationToken);
        var unit = await systemd.GetUnitAsync("polkit.service", cancellationToken);
        return Judge(running, activatable, unit.IsSuccess ? unit.Value : null, terms);
    }

    /// <param name="running">Whether its bus name has an owner.</param>
    /// <param name="activatable">The bus names that can be activated.</param>
    /// <param name="unit">polkit.service; null when systemd does not report it.</param>
    public static CheckResult Judge(HostResult<bool> running, HostResult<IReadOnlyList<string>> activatable, UnitState? unit,
        PackageTerms terms)
    {
        if (running is { IsSuccess: true, Value: true })
        {
            return unit?.LoadState == "masked"
                ? CheckResult.Warn(Name, "running, masked",
                    "polkit.service is masked: it does not start again, and PackageKit not without it", Unmask)
                : CheckResult.Ok(Name, "running");
        }

        if (!activatable.IsSuccess)
        {
            return CheckResult.NotTested(Name, $"the system bus does not answer: {activatable.Failure.Detail}");
        }

        if (!activatable.Value.Contains(BusName))
        {
            return CheckResult.Fail(Name, "absent", "PackageKit does not start without polkit",
                $"install the package {terms.PolkitPackage}");
        }

        // The bus starts it through its unit, so it cannot start what systemd cannot.
        return unit?.LoadState switch
        {
            "masked" => CheckResult.Fail(Name, "not running, masked",
                "polkit.service is masked, so the bus cannot start it; PackageKit does not start without polkit", Unmask),
            "error" or "bad-setting" => CheckResult.Fail(Name, $"not running, {unit.LoadState}", "the unit polkit.service cannot be read",
                $"run '{InitCommands.Here.Status("polkit")}'"),
            _ when unit?.ActiveState == "failed" => CheckResult.Warn(Name, "not running, failed",
                "polkit.service failed at its last start", $"run '{InitCommands.Here.Status("polkit")}'"),
            _ => CheckResult.Ok(Name, "not running, the bus can start it"),
        };
    }

    private static string Unmask => InitCommands.Here.Unmask("polkit");
}
