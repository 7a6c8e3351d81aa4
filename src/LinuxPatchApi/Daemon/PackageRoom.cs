using LinuxPatchApi.Configuration;
using LinuxPatchApi.Files;
using LinuxPatchApi.Host;
using LinuxPatchApi.HostServices;
using LinuxPatchApi.HostServices.PackageKit;
using LinuxPatchApi.HostServices.Systemd;
using LinuxPatchApi.Packages.Activity;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Engines.PackageKit;
using LinuxPatchApi.Packages.Execution;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Families.Deb;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Families.Deb.Indexes;
using LinuxPatchApi.Packages.Knowledge;
using LinuxPatchApi.Packages.Planning;
using LinuxPatchApi.Packages.Store;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Daemon;

/// <summary>Everything about packages, put together.</summary>
internal sealed class PackageRoom
{
    /// <param name="os">Decides of which family the host is.</param>
    public PackageRoom(SystemBus bus, AgentPaths paths, OsRelease os, Settings settings, Func<TimeSpan> staleAfter, TimeProvider time, ILoggerFactory loggers)
    {
        // Of an unknown distribution without one clear database nothing but PackageKit's words are known; some order of versions it needs.
        var family = FamilyTable.Detect([os.Id, .. os.Like], path => Path.Exists(Path.Combine(paths.Dpkg.Root, path))) ?? DebFamily.Instance;
        var isDpkg = family.Kind == FamilyKind.Deb && File.Exists(paths.Dpkg.Status);
        LocalPackageManager = isDpkg ? "apt" : null;
        Indexes = new AptIndexes(paths.Dpkg);
        Backend = new PackageKitEngine(new PackageKitClient(bus), new SystemdClient(bus));
        Probe = new EngineProbe(Backend, time);
        IInstalledSource source = isDpkg ? new DpkgInstalledSource(paths.Dpkg, time) : new PackageKitInstalledSource(Backend, time);
        Installed = new InstalledKnowledge(source);
        Refresher = new MetadataRefresher(Backend, time);
        var details = new DetailStore(AgentPaths.UpdateDetails(settings), WriteCache, time);
        Patches = new PatchKnowledge(Backend, Installed, Indexes, new AptLooks(paths.Dpkg, time), source, details, Refresher, time, loggers.CreateLogger<PatchKnowledge>()) { Versions = family.VersionOrder };
        Freshness = new Freshness(Patches, Refresher, staleAfter, time);
        Store = isDpkg
            ? new PackageStore(
                AgentPaths.FormerPackages(settings), paths.Dpkg.Archives, settings.Rollback.StoreBytes, wanted => Indexes.Find(wanted, CancellationToken.None), time)
            : null;
        Marks = new AptMarks(paths.Dpkg);
        Planner = new ChangePlanner(Backend, Installed, Patches, isDpkg ? new AptPlanSizes(Indexes) : null, Store);
        Catalogue = new PackageCatalogue(Indexes, new DpkgDetailReader(paths.Dpkg), Backend, isDpkg, family.VersionOrder);
        KeptFiles = new KeptFiles(paths.Dpkg, family);
        Terminal = new TerminalLog(paths.Dpkg);
        Activity = new HostActivity(new PackageLocks(paths.Dpkg, new ProcessTable("/proc", time)), Terminal);
        Repairs = new RepairPlanner(isDpkg ? paths.Dpkg : null);
        Rescue = new TransactionRescue(Backend, Installed, Repairs, Activity, settings.Jobs.BreakStalled, time);
    }

    /// <summary>What the package database on disk tells before PackageKit was ever asked; null when it tells nothing.</summary>
    public string? LocalPackageManager { get; }

    public AptIndexes Indexes { get; }

    public IPackageEngine Backend { get; }

    public EngineProbe Probe { get; }

    public InstalledKnowledge Installed { get; }

    public MetadataRefresher Refresher { get; }

    public PatchKnowledge Patches { get; }

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

    /// <summary>Replaces a private file in one step.</summary>
    public static void WriteCache(string path, ReadOnlySpan<byte> content)
    {
        if (AtomicFile.Write(path, content, UnixFileMode.UserRead | UnixFileMode.UserWrite) is { } problem)
        {
            throw new IOException(problem.ToString());
        }
    }
}
