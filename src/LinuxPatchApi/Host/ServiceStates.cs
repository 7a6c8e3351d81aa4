using LinuxPatchApi.HostServices;
using LinuxPatchApi.HostServices.Systemd;

namespace LinuxPatchApi.Host;

/// <param name="Healthy">Does what it is for (contract section 5).</param>
internal sealed record ServiceState(UnitState Unit, bool Healthy);

/// <summary>Services as systemd has them.</summary>
internal sealed class ServiceStates(SystemdClient systemd)
{
    /// <summary>A name without a unit suffix means a service, as in systemctl.</summary>
    public async Task<HostResult<ServiceState>> GetAsync(string name, CancellationToken cancellationToken)
    {
        var unit = await systemd.GetUnitAsync(UnitName(name), cancellationToken);
        if (!unit.IsSuccess)
        {
            return unit.Failure;
        }

        var activated = false;
        if (unit.Value.ActiveState == "inactive")
        {
            foreach (var trigger in unit.Value.TriggeredBy.Where(t => t.EndsWith(".socket", StringComparison.Ordinal)))
            {
                var socket = await systemd.GetUnitAsync(trigger, cancellationToken);
                activated |= socket.IsSuccess && socket.Value.ActiveState == "active";
            }
        }

        return new ServiceState(unit.Value, IsHealthy(unit.Value, activated));
    }

    /// <summary>Pure.</summary>
    public static bool IsHealthy(UnitState unit, bool activatedByActiveSocket) => unit switch
    {
        { ActiveState: "active", SubState: "running" } => true,
        { ActiveState: "active", SubState: "exited", Type: "oneshot", RemainAfterExit: true } => true,
        // Units that are no services have other words for "does what it is for".
        { ActiveState: "active" } when !unit.Id.EndsWith(".service", StringComparison.Ordinal) => true,
        { ActiveState: "inactive" } => activatedByActiveSocket,
        _ => false,
    };

    /// <summary>systemd.unit(5)'s suffixes. Pure.</summary>
    public static string UnitName(string name) => Suffixes.Any(s => name.EndsWith(s, StringComparison.Ordinal)) ? name : name + ".service";

    private static readonly string[] Suffixes =
        [".service", ".socket", ".device", ".mount", ".automount", ".swap", ".target", ".path", ".timer", ".slice", ".scope"];
}
