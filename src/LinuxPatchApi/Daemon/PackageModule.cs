using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Files;
using LinuxPatchApi.Host;
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
using LinuxPatchApi.Packages.Detection;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Engines.ApkPolkit;
using LinuxPatchApi.Packages.Engines.PackageKit;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Families.Dependencies;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Repairs;
using LinuxPatchApi.Packages.Repositories;
using LinuxPatchApi.Packages.Store;
using LinuxPatchApi.Supervision;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Daemon;

/// <summary>Assembles everything about packages.</summary>
internal sealed class PackageModule
{
    private readonly TimeProvider _time;
    private readonly IRepositories? _repositories;

    public PackageModule(SystemBus bus, AgentPaths paths, PackageFacts facts, ISnapshots files, TimeProvider time, ILoggerFactory loggers)
    {
        var (family, host) = facts;
        (_time, _repositories) = (time, host.Repositories);
        var settings = files.Current.Settings;
        var locks = new PackageLocks(host.Locks, new ProcessTable("/proc", time), new HostFacts(paths.Host).BootedAt);
        Family = family;
        LocalPackageManager = host.Installed is not null ? family.Terms.WireName : null;
        Backend = settings.PackageManager.Kind switch
        {
            PackageManagerKind.ApkPolkit => Polkit(),
            PackageManagerKind.Auto when family.Engine == EngineKind.ApkPolkit => Polkit(),
            _ => new PackageKitEngine(new PackageKitClient(bus), new SystemdClient(bus), family, time),
        };
        Probe = new EngineProbe(Backend, time);
        var source = host.Installed ?? new EngineInstalledSource(Backend, family.Terms, host.Stamp, host.Holds, time)
        {
            Faults = FaultsAtRest.Of(host.Faults, locks.Holder),
        };
        Installed = new InstalledCache(source);
        var evidence = new RefreshEvidence(
            host.Repositories, host.Places, () => Mounts.Read(), FreeAt, RefreshEvidence.IsEmpty);
        Refresher = new MetadataRefresher(Backend, time, new RefreshFile(AgentPaths.LastRefresh(settings), WriteCache))
        {
            LookedAt = () => host.Monitor?.SuccessAt(),
            LeftOut = evidence.LeftOut,
            Place = evidence.Place,
        };
        var details = new DetailStore(AgentPaths.UpdateDetails(settings), WriteCache, time);
        Repositories = new RepositoryCache(host.Repositories, Refresher, () => host.Monitor?.SuccessAt(), family.Terms, time)
        {
            SharedKeys = host.SharedKeys,
        };
        var offered = new UpdateCache(
            Backend, Installed, host.Index, host.Monitor, source, details, Refresher, time, loggers.CreateLogger<UpdateCache>())
        {
            Versions = family.VersionOrder,
            DetailsAreAdvisories = family.DetailsAreAdvisories,
            Advisories = host.Advisories,
            Unlisted = family.ListIsSolution ? new UnlistedUpdates(Backend, family.VersionOrder) : null,
            ListFault = host.ListFault,
            IsBlind = evidence.IsBlind,
            DataAt = family.RefreshLeavesOut ? () => ConfiguredRepository.OldestData(host.Repositories?.Read() ?? []) : null,
        };
        Patches = offered;
        Places = host.Places;
        Pending = new PendingNeeds(host.Places, offered, Installed);
        Freshness = new Freshness(Patches, Refresher, () => files.Current.Settings.Cache.StaleAfter, time);
        Store = host.FileCache is { } cache
            ? new PackageStore(AgentPaths.PreviousPackages(settings), cache, family.Terms, settings.Rollback.StoreBytes, time)
            : null;
        Repack = host.Repack;
        Marks = host.Marks;
        Planner = new ChangePlanner(Backend, family, Installed, Patches, host.Sizes, Store);
        Catalogue = new PackageCatalogue(host.Index, host.Details, Backend, family);
        (KeptFiles, Holds) = (host.KeptFiles, host.Holds);
        Terminal = host.Output;
        Activity = new HostActivity(locks, Terminal);
        (Repairs, Relations) = (host.Repairs, host.Relations);
        Owners = host.Owners;
        Rescue = new TransactionRescue(Backend, Installed, Repairs, Activity, settings.Jobs.BreakStalled, time);
        Supervised =
        [
            new("patches", TaskKind.Optional, offered.RunAsync),
            new("locked refreshes", TaskKind.Optional, Refresher.RepeatAsync),

            // A client that was served before the bus was available has left a failure in the cache, which would be served for a while.
            new("probe", TaskKind.OptionalOnce, Probe.NowAsync),
        ];

        IPackageEngine Polkit() => ApkPolkitEngine.Open(bus, paths.Host.Root, () => locks.Holder() is not null, time);
    }

    /// <summary>
    /// The package manager according to the package database on disk, known before PackageKit answers; null when there is no database.
    /// </summary>
    public string? LocalPackageManager { get; }

    public IPackageFamily Family { get; }

    public IPackageEngine Backend { get; }

    public EngineProbe Probe { get; }

    public InstalledCache Installed { get; }

    public MetadataRefresher Refresher { get; }

    public RepositoryCache Repositories { get; }

    public UpdateCache Patches { get; }

    public PendingNeeds Pending { get; }

    /// <summary>Null where the family does not say where a change writes.</summary>
    public Func<WrittenPlaces>? Places { get; }

    public Freshness Freshness { get; }

    /// <summary>Null where no package files are kept.</summary>
    public PackageStore? Store { get; }

    /// <summary>Makes a package file of an installed package; null where that is not possible.</summary>
    public Func<string, string, string, CancellationToken, (string? File, string? Problem)>? Repack { get; }

    /// <summary>Null where automatic installation is not recorded.</summary>
    public IAutomaticMarks? Marks { get; }

    public ChangePlanner Planner { get; }

    public PackageCatalogue Catalogue { get; }

    public IKeptFiles KeptFiles { get; }

    /// <summary>Null where the installed set has all holds.</summary>
    public IHolds? Holds { get; }

    public TerminalLog Terminal { get; }

    public HostActivity Activity { get; }

    public IRepairPlanner Repairs { get; }

    /// <summary>As <see cref="FamilyHost.Relations"/>.</summary>
    public IRelations? Relations { get; }

    /// <summary>Null where owners of files are unknown.</summary>
    public Func<IReadOnlySet<string>, IReadOnlyDictionary<string, IReadOnlyList<string>>>? Owners { get; }

    public TransactionRescue Rescue { get; }

    /// <summary>Returns the dependencies of the steps of package jobs.</summary>
    public ChangeTools Changes(BeforeSet before, RebootHints hints) => new(
        new PackageTools(Backend, Installed, Patches, Terminal, Store, before, Rescue, Activity, Repairs, _time)
        {
            KeptFiles = KeptFiles,
            Holds = Holds,
            WhyNotWritten = WhyNotWritten,
        },
        Planner, Refresher, KeptFiles, Marks, hints, _repositories);

    public IReadOnlyList<SupervisedTask> Supervised { get; }

    /// <summary>
    /// Returns why the package manager cannot do something, from the engine's last answer; null when it can, or has not answered yet.
    /// </summary>
    public string? WhyNot(Feature feature) => Probe.Last is { IsSuccess: true } last ? FamilyTable.WhyNot(feature, last.Value) : null;

    /// <summary>Returns why the package manager cannot write its files; null when it can, as far as is known.</summary>
    /// <param name="isRemoval">True for a change that downloads nothing.</param>
    private PackageFailure? WhyNotWritten(bool isRemoval) => Places?.Invoke() is { } places
        ? PlaceFault.Of(places.OfChange(isRemoval).Select(AgentFile.End), Mounts.Read(), FreeAt) : null;

    /// <summary>Returns the bytes that whoever writes the directory can still write.</summary>
    private long? FreeAt(string path) =>
        Places?.Invoke() is { DownloadsAreUnprivileged: true } places
            && !(places.DirectoryAt(1) is { } database && path == AgentFile.End(database))
            ? DiskCheck.FreeBytes(path) : DiskCheck.FreeForRoot(path);

    /// <summary>Replaces a private file atomically.</summary>
    public static void WriteCache(string path, ReadOnlySpan<byte> content)
    {
        if (AtomicFile.Write(path, content, UnixFileMode.UserRead | UnixFileMode.UserWrite) is { } problem)
        {
            throw new IOException(problem.ToString());
        }
    }
}
