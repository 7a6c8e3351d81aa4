using LinuxPatchApi.Files;
using LinuxPatchApi.Host.Checks;
using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.HostServices.PackageKit;
using LinuxPatchApi.HostServices.Systemd;
using LinuxPatchApi.InForce;
using LinuxPatchApi.Packages.Activity;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Engines.PackageKit;
using LinuxPatchApi.Packages.Execution;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Families.Deb.Indexes;
using LinuxPatchApi.Packages.Planning;
using LinuxPatchApi.Packages.Repositories;
using LinuxPatchApi.Packages.Store;
using LinuxPatchApi.Supervision;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Daemon;

/// <summary>Everything about packages, put together.</summary>
internal sealed class PackageModule
{
    public PackageModule(SystemBus bus, AgentPaths paths, PackageFacts facts, ISnapshots files, TimeProvider time, ILoggerFactory loggers)
    {
        var (family, isDpkg) = facts;
        var settings = files.Current.Settings;
        LocalPackageManager = isDpkg ? "apt" : null;
        Indexes = new AptIndexes(paths.Dpkg);
        Backend = new PackageKitEngine(new PackageKitClient(bus), new SystemdClient(bus));
        Probe = new EngineProbe(Backend, time);
        IInstalledSource source = isDpkg ? new DpkgInstalledSource(paths.Dpkg, time) : new PackageKitInstalledSource(Backend, time);
        Installed = new InstalledCache(source);
        Refresher = new MetadataRefresher(Backend, time);
        var details = new DetailStore(AgentPaths.UpdateDetails(settings), WriteCache, time);
        var looks = new AptMonitor(paths.Dpkg, time);
        Repositories = new RepositoryCache(isDpkg ? new AptReleases(paths.Dpkg) : null, Refresher, looks.SuccessAt);
        var offered = new UpdateCache(Backend, Installed, Indexes, looks, source, details, Refresher, time, loggers.CreateLogger<UpdateCache>()) { Versions = family.VersionOrder };
        Patches = offered;
        Pending = new PendingNeeds(paths.Dpkg, offered, Installed);
        Freshness = new Freshness(Patches, Refresher, () => files.Current.Settings.Cache.StaleAfter, time);
        Store = isDpkg
            ? new PackageStore(
                AgentPaths.PreviousPackages(settings), () => paths.Dpkg.Archives, settings.Rollback.StoreBytes, wanted => Indexes.Find(wanted, CancellationToken.None), time)
            : null;
        Marks = new AptMarks(paths.Dpkg);
        Planner = new ChangePlanner(Backend, Installed, Patches, isDpkg ? new AptPlanSizes(Indexes) : null, Store);
        Catalogue = new PackageCatalogue(Indexes, new DpkgDetailReader(paths.Dpkg), Backend, isDpkg, family.VersionOrder);
        KeptFiles = new KeptFiles(paths.Dpkg, family);
        Terminal = new TerminalLog(paths.Dpkg);
        Activity = new HostActivity(new PackageLocks(paths.Dpkg, new ProcessTable("/proc", time)), Terminal);
        Repairs = new RepairPlanner(isDpkg ? paths.Dpkg : null);
        Rescue = new TransactionRescue(Backend, Installed, Repairs, Activity, settings.Jobs.BreakStalled, time);
        Supervised =
        [
            new("patches", TaskKind.Optional, offered.RunAsync),

            // A client that was served before the bus was there has left a bad answer, which would be believed for a while.
            new("probe", TaskKind.OptionalOnce, Probe.NowAsync),
        ];
    }

    /// <summary>What the package database on disk tells before PackageKit was ever asked; null when it tells nothing.</summary>
    public string? LocalPackageManager { get; }

    public AptIndexes Indexes { get; }

    public IPackageEngine Backend { get; }

    public EngineProbe Probe { get; }

    public InstalledCache Installed { get; }

    public MetadataRefresher Refresher { get; }

    public RepositoryCache Repositories { get; }

    public UpdateCache Patches { get; }

    public PendingNeeds Pending { get; }

    public Freshness Freshness { get; }

    /// <summary>Null where no package files are kept.</summary>
    public PackageStore? Store { get; }

    public AptMarks Marks { get; }

    public ChangePlanner Planner { get; }

    public PackageCatalogue Catalogue { get; }

    public KeptFiles KeptFiles { get; }

    public TerminalLog Terminal { get; }

    public HostActivity Activity { get; }

    public RepairPlanner Repairs { get; }

    public TransactionRescue Rescue { get; }

    public IReadOnlyList<SupervisedTask> Supervised { get; }

    /// <summary>Replaces a private file in one step.</summary>
    public static void WriteCache(string path, ReadOnlySpan<byte> content)
    {
        if (AtomicFile.Write(path, content, UnixFileMode.UserRead | UnixFileMode.UserWrite) is { } problem)
        {
            throw new IOException(problem.ToString());
        }
    }
}
