using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.HostServices.Systemd;
using LinuxPatchApi.InForce;
using LinuxPatchApi.ManagerRepository;
using LinuxPatchApi.Packages.Repositories;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Daemon.ManagerRepositories;

/// <summary>Assembles what keeps the manager's repository.</summary>
internal sealed class RepositoryModule
{
    /// <param name="configured">Returns all repositories that the package manager has configured; null where they are not known.</param>
    /// <param name="refresh">Refreshes the indexes.</param>
    public RepositoryModule(RepositoryHost host, RepositoryDirectory disk, ISnapshots files, SystemBus bus,
        Func<IReadOnlyList<RepositoryState>?> configured, Func<CancellationToken, Task> refresh, TimeProvider time, ILoggerFactory loggers)
    {
        View = new RepositoryView(host, disk, () => files.Current.Settings.Enrollment, time) { Configured = configured };
        var writer = new RepositoryWriter(
            new SystemdClient(bus), () => host.WriteKept(disk, files.Current.Settings.Enrollment, time.GetUtcNow()), time);
        Sync = new RepositorySync(files, host, disk, writer.WriteAsync, refresh, time, loggers.CreateLogger<RepositorySync>());
    }

    public RepositoryView View { get; }

    public RepositorySync Sync { get; }
}
