using LinuxPatchApi.HostServices;
using LinuxPatchApi.HostServices.Systemd;

namespace LinuxPatchApi.Host.Restarts;

/// <summary>What restarts need from the service manager.</summary>
internal interface IUnits
{
    /// <summary>Returns the state of a unit; one that does not exist is a success with LoadState "not-found".</summary>
    Task<HostResult<UnitState>> GetAsync(string unit, CancellationToken cancellationToken);

    /// <summary>Restarts a unit and waits for systemd's job; returns its result: "done", "failed", "timeout", "canceled", …</summary>
    Task<HostResult<string>> RestartAsync(string unit, CancellationToken cancellationToken);
}

/// <summary>The implementation on systemd.</summary>
internal sealed class SystemdUnits(SystemdClient systemd) : IUnits
{
    public Task<HostResult<UnitState>> GetAsync(string unit, CancellationToken cancellationToken) => systemd.GetUnitAsync(unit, cancellationToken);

    public Task<HostResult<string>> RestartAsync(string unit, CancellationToken cancellationToken) => systemd.RestartUnitAsync(unit, cancellationToken);
}
