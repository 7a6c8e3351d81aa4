using LinuxPatchApi.HostServices;
using LinuxPatchApi.HostServices.Systemd;

namespace LinuxPatchApi.Host;

/// <param name="Healthy">Fulfils its purpose (contract section 5).</param>
internal sealed record ServiceState(UnitState Unit, bool Healthy);

/// <summary>Reads the states of services from systemd, or from OpenRC where that is in charge.</summary>
internal sealed class ServiceStates(SystemdClient systemd, OpenRcServices openRc)
{
    /// <summary>Returns the state of a unit. A name without a unit suffix means a service, as in systemctl.</summary>
    public async Task<HostResult<ServiceState>> GetAsync(string name, CancellationToken cancellationToken)
    {
        if (openRc.IsInCharge)
        {
            var service = openRc.Read(name);
            return new ServiceState(service, OpenRcServices.IsHealthy(service));
        }

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

    /// <summary>True when a unit fulfils its purpose. Pure.</summary>
    public static bool IsHealthy(UnitState unit, bool activatedByActiveSocket) => unit switch
    {
        { ActiveState: "active", SubState: "running" } => true,
        { ActiveState: "active", SubState: "exited", Type: "oneshot", RemainAfterExit: true } => true,
        // Other kinds of units have other substates for a healthy unit.
        { ActiveState: "active" } when !unit.Id.EndsWith(".service", StringComparison.Ordinal) => true,
        { ActiveState: "inactive" } => activatedByActiveSocket,
        _ => false,
    };

    /// <summary>Appends <c>.service</c> unless the name has a suffix of systemd.unit(5). Pure.</summary>
    public static string UnitName(string name) => Suffixes.Any(s => name.EndsWith(s, StringComparison.Ordinal)) ? name : name + ".service";

    private static readonly string[] Suffixes =
        [".service", ".socket", ".device", ".mount", ".automount", ".swap", ".target", ".path", ".timer", ".slice", ".scope"];
}
