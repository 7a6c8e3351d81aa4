using LinuxPatchApi.Host;
using LinuxPatchApi.HostServices;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Knowledge;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Doctor;

/// <summary>Looks at the host and runs all checks; behind <c>GET /system/doctor</c> and the command of that name.</summary>
internal sealed class Doctor(
    SystemBus bus,
    EngineProbe probe,
    InstalledKnowledge installed,
    RepairPlanner repairs,
    HostFacts host,
    Func<IEnumerable<DoctorCheck>> own,
    Func<DateTimeOffset?> certificateFrom,
    Func<bool> packageJobRuns,
    IReadOnlyList<string> expectedBackends,
    TimeProvider time)
{
    private static readonly string[] DiskPaths = ["/var/lib", "/usr", "/boot"];

    public async Task<IReadOnlyList<DoctorCheck>> ExamineAsync(CancellationToken cancellationToken)
    {
        var checks = new List<DoctorCheck>(own()) { HostChecks.Bus(bus.IsConnected), HostChecks.Init(host.InitSystem) };
        var running = await bus.NameHasOwnerAsync("org.freedesktop.PolicyKit1", cancellationToken).ConfigureAwait(false);
        checks.Add(HostChecks.Polkit(running, await bus.ListActivatableNamesAsync(cancellationToken).ConfigureAwait(false)));
        var backend = await probe.NowAsync(cancellationToken).ConfigureAwait(false);
        checks.Add(PackageChecks.Backend(backend));
        var inventory = await installed.ForRequestAsync(cancellationToken).ConfigureAwait(false);
        if (backend.IsSuccess)
        {
            checks.Add(PackageChecks.Expected(expectedBackends, backend.Value));
            checks.Add(PackageChecks.Network(backend.Value));
            var package = inventory.IsSuccess ? inventory.Value.Packages.FirstOrDefault(p => p.Name is "packagekit" or "PackageKit") : null;
            checks.Add(PackageChecks.Vulnerability(backend.Value, host.OsRelease.Id, host.OsRelease.Version, package));
        }

        checks.Add(Database());
        checks.Add(PackageChecks.Dependencies(repairs.Plan(cancellationToken), packageJobRuns()));
        checks.Add(PackageChecks.CompetingUpdaters(inventory.IsSuccess ? inventory.Value : null));
        checks.Add(HostChecks.Clock(time.GetUtcNow(), certificateFrom(), File.Exists("/run/systemd/timesync/synchronized"), host.Container));
        checks.AddRange(DiskPaths.Where(Directory.Exists).Select(path => HostChecks.Disk(path, Free(path))));
        return checks;
    }

    /// <summary>The state of the package database; cheap enough for every health check.</summary>
    public DoctorCheck Database() => PackageChecks.Database(installed.LatestReading, packageJobRuns());

    /// <summary>Whether nothing in the package database is in part or unread, a running job's work included; true where it was never read.</summary>
    public async Task<bool> IsDatabaseCleanAsync(CancellationToken cancellationToken)
    {
        await installed.ForHealthAsync(cancellationToken).ConfigureAwait(false);
        return installed.LatestReading is not { } read || (read.IsSuccess && read.Value.IsClean);
    }

    private static long? Free(string path)
    {
        try
        {
            return new DriveInfo(path).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
