using LinuxPatchApi.Host.Restarts;
using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.HostServices.Systemd;
using LinuxPatchApi.Operations.ServiceRestarts;

namespace LinuxPatchApi.Daemon;

/// <summary>Assembles everything about processes that run replaced code, and restarts of services.</summary>
/// <param name="owners">Null where owners of files are unknown.</param>
/// <param name="deny">The value of <c>restart.deny</c> in force.</param>
internal sealed class RestartModule(SystemBus bus, FileOwners? owners, Func<IReadOnlyList<string>> deny, TimeProvider time)
{
    public RestartCache Cache { get; } = new(
        new UnitScan(
            new SystemdClient(bus),
            ScanFile.DefaultDirectory,
            new ProcessScanner("/proc", owners, time),
            time).RunAsync,
        time);

    public IUnits Units { get; } = new SystemdUnits(new SystemdClient(bus));

    public Func<IReadOnlyList<string>> Deny => deny;

    public ServiceRestarter Restarter => new(Units, deny, time);

    /// <summary>The step after an apply that requested service restarts.</summary>
    public RestartServicesStep Step => new(Restarter, Cache, deny);
}
