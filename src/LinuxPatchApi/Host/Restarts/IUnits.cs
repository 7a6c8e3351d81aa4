using LinuxPatchApi.HostServices;
using LinuxPatchApi.HostServices.Systemd;

namespace LinuxPatchApi.Host.Restarts;

/// <summary>What restarts need of the service manager.</summary>
internal interface IUnits
{
    /// <summary>The state of a unit; one that does not exist is a success with LoadState "not-found".</summary>
    Task<HostResult<UnitState>> GetAsync(string unit, CancellationToken cancellationToken);

    /// <summary>Restarts a unit and waits for systemd's job; its result is "done", "failed", "timeout", "canceled", …</summary>
    Task<HostResult<string>> RestartAsync(string unit, CancellationToken cancellationToken);
}

/// <summary>systemd's.</summary>
internal sealed class SystemdUnits(SystemdClient systemd) : IUnits
{
    public Task<HostResult<UnitState>> GetAsync(string unit, CancellationToken cancellationToken) => systemd.GetUnitAsync(unit, cancellationToken);

    public Task<HostResult<string>> RestartAsync(string unit, CancellationToken cancellationToken) => systemd.RestartUnitAsync(unit, cancellationToken);
}
