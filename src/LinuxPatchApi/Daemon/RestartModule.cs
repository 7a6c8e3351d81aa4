using LinuxPatchApi.Host.Restarts;
using LinuxPatchApi.HostServices;
using LinuxPatchApi.HostServices.Systemd;
using LinuxPatchApi.Jobs;
using LinuxPatchApi.Packages.Families.Deb.Database;

namespace LinuxPatchApi.Daemon;

/// <summary>Everything about processes that run replaced code and restarts of services, put together.</summary>
/// <param name="deny">The value of <c>restart.deny</c> that is in force.</param>
internal sealed class RestartModule(SystemBus bus, AgentPaths paths, Func<IReadOnlyList<string>> deny, TimeProvider time)
{
    public RestartCache Cache { get; } = new(
        new UnitScan(
            new SystemdClient(bus),
            ScanFile.DefaultDirectory,
            new ProcessScanner("/proc", Owners(paths.Dpkg), time),
            time).RunAsync,
        time);

    public IUnits Units { get; } = new SystemdUnits(new SystemdClient(bus));

    public Func<IReadOnlyList<string>> Deny => deny;

    /// <summary>Returns the owner of a file from dpkg's file lists. Null where the host has none, so that no owner is known.</summary>
    public static FileOwners? Owners(DpkgPaths paths) => Directory.Exists(paths.Info) ? new DpkgFileOwners(paths).Of : null;

    /// <summary>The executor of all jobs, on top of that of package jobs.</summary>
    public IJobExecutor Around(IJobExecutor packages) => new RestartingExecutor(packages, new ServiceRestarter(Units, deny, time), Cache, deny);
}
