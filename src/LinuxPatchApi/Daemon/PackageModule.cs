using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Files;
using LinuxPatchApi.Host.Checks;
using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.HostServices.PackageKit;
using LinuxPatchApi.HostServices.Systemd;
using LinuxPatchApi.InForce;
using LinuxPatchApi.Operations.PackageChanges;
using LinuxPatchApi.Operations.PackageChanges.Planning;
using LinuxPatchApi.Operations.Transactions;
using LinuxPatchApi.Packages.Activity;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Engines.ApkPolkit;
using LinuxPatchApi.Packages.Engines.PackageKit;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Planning;
using LinuxPatchApi.Packages.Repositories;
using LinuxPatchApi.Packages.Store;
using LinuxPatchApi.Supervision;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Daemon;

/// <summary>Everything about packages, put together.</summary>
internal sealed class PackageModule
{
    private readonly TimeProvider _time;

    public PackageModule(SystemBus bus, AgentPaths paths, PackageFacts facts, ISnapshots files, TimeProvider time, ILoggerFactory loggers)
    {
        var (family, host) = facts;
        _time = time;
        var settings = files.Current.Settings;
        Family = family;
        LocalPackageManager = host.Installed is not null ? family.Terms.Word : null;
        Backend = settings.PackageManager.Kind switch
        {
            PackageManagerKind.ApkPolkit => new ApkPolkitEngine(bus),
            PackageManagerKind.Auto when family.Engine == EngineKind.ApkPolkit => new ApkPolkitEngine(bus),
            _ => new PackageKitEngine(new PackageKitClient(bus), new SystemdClient(bus), family),
        };
        Probe = new EngineProbe(Backend, time);
        var source = host.Installed ?? new EngineInstalledSource(Backend, family.Terms, host.Stamp, time);
        Installed = new InstalledCache(source);
        Refresher = new MetadataRefresher(Backend, time);
        var details = new DetailStore(AgentPaths.UpdateDetails(settings), WriteCache, time);
        Repositories = new RepositoryCache(host.Repositories, Refresher, () => host.Monitor?.SuccessAt(), family.Terms);
        var offered = new UpdateCache(Backend, Installed, host.Index, host.Monitor, source, details, Refresher, time, loggers.CreateLogger<UpdateCache>()) { Versions = family.VersionOrder };
        Patches = offered;
        Pending = new PendingNeeds(host.Places, offered, Installed);
        Freshness = new Freshness(Patches, Refresher, () => files.Current.Settings.Cache.StaleAfter, time);
        Store = host.FileCache is { } cache ? new PackageStore(AgentPaths.PreviousPackages(settings), cache, family.Terms, settings.Rollback.StoreBytes, time) : null;
        Marks = host.Marks;
        Planner = new ChangePlanner(Backend, family, Installed, Patches, host.Sizes, Store);
        Catalogue = new PackageCatalogue(host.Index, host.Details, Backend, family);
        KeptFiles = host.KeptFiles;
        Terminal = host.Output;
        Activity = new HostActivity(new PackageLocks(host.Locks, new ProcessTable("/proc", time)), Terminal);
        Repairs = host.Repairs;
        Owners = host.Owners;
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

    public IPackageFamily Family { get; }

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

    /// <summary>Null where nobody tells them.</summary>
    public IAutomaticMarks? Marks { get; }

    public ChangePlanner Planner { get; }

    public PackageCatalogue Catalogue { get; }

    public IKeptFiles KeptFiles { get; }

    public TerminalLog Terminal { get; }

    public HostActivity Activity { get; }

    public IRepairPlanner Repairs { get; }

    /// <summary>Null where no owner of a file is known.</summary>
    public Func<IReadOnlySet<string>, IReadOnlyDictionary<string, IReadOnlyList<string>>>? Owners { get; }

    public TransactionRescue Rescue { get; }

    /// <summary>What the steps of package jobs work with.</summary>
    public ChangeTools Changes(BeforeSet before) => new(
        new PackageTools(Backend, Installed, Patches, Terminal, Store, before, Rescue, Activity, Repairs, _time), Planner, Refresher, KeptFiles, Marks);

    public IReadOnlyList<SupervisedTask> Supervised { get; }

    /// <summary>Why the package manager cannot do something, from the engine's last answer; null when it can, or never answered.</summary>
    public string? WhyNot(Feature feature) => Probe.Last is { IsSuccess: true } last ? FamilyTable.WhyNot(feature, last.Value) : null;

    /// <summary>Replaces a private file in one step.</summary>
    public static void WriteCache(string path, ReadOnlySpan<byte> content)
    {
        if (AtomicFile.Write(path, content, UnixFileMode.UserRead | UnixFileMode.UserWrite) is { } problem)
        {
            throw new IOException(problem.ToString());
        }
    }
}
