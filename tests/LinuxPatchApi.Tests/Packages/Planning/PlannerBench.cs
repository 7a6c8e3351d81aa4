using LinuxPatchApi.Files;
using LinuxPatchApi.Host;
using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges;
using LinuxPatchApi.Operations.PackageChanges.Planning;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Operations.Transactions;
using LinuxPatchApi.Packages.Advisories;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Families.Deb;
using LinuxPatchApi.Packages.Families.Deb.Control;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Families.Deb.Indexes;
using LinuxPatchApi.Packages.Families.Deb.Relations;
using LinuxPatchApi.Packages.Families.Rpm;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Repositories;
using LinuxPatchApi.Packages.Store;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Packages.Planning;

/// <summary>A planner over a package manager and a package database that the test plays; the indexes are files.</summary>
internal sealed class PlannerBench : IDisposable
{
    public static readonly ApplyRequest Everything = new(null, null, false, null, [], false, 0);

    private readonly TemporaryDirectory _directory = new();

    /// <param name="family">Whose rules the planner follows; rpm's by default.</param>
    /// <param name="isSolution">The list of updates is that of a service, and a solution.</param>
    public PlannerBench(IPackageFamily? family = null, bool isSolution = false)
    {
        Source = new FakeInstalledSource { IsLocal = !isSolution };
        Paths = new DpkgPaths(_directory.Path);
        Directory.CreateDirectory(Paths.Lists);
        Directory.CreateDirectory(Path.GetDirectoryName(Paths.Status)!);
        File.WriteAllText(Paths.Status, "");
        Installed = new InstalledCache(Source);
        Refresher = new MetadataRefresher(Backend, Clock)
        {
            // On a host that has no file of any repository.
            LeftOut = () => new RefreshEvidence(
                Repositories, () => new WrittenPlaces("/files", null, "/lists"), () => new Mounts([]), _ => null, _ => true).LeftOut(),
        };
        Details = new DetailStore(_directory.File("d"), (_, _) => { }, Clock);
        Patches = new UpdateCache(
            Backend,
            Installed,
            new AptIndexes(Paths),
            new AptMonitor(Paths, Clock),
            Source,
            Details,
            Refresher,
            Clock,
            TestLog.Of<UpdateCache>())
        {
            Versions = DebianVersion.Order,
            DetailsAreAdvisories = (family ?? RpmFamily.Instance).DetailsAreAdvisories,
            Unlisted = isSolution ? new UnlistedUpdates(Backend, DebianVersion.Order) : null,
            Advisories = isSolution ? Severe : null,
        };
        Planner = new ChangePlanner(Backend, family ?? RpmFamily.Instance, Installed, Patches, sizes: null, store: null);
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public FakeEngine Backend { get; } = new();

    public FakeInstalledSource Source { get; }

    public DpkgPaths Paths { get; }

    public InstalledCache Installed { get; }

    /// <summary>The advisories on disk.</summary>
    public KnownSeverities Severe { get; } = new();

    public DetailStore Details { get; }

    public MetadataRefresher Refresher { get; }

    public UpdateCache Patches { get; }

    public ChangePlanner Planner { get; }

    /// <summary>What the steps of a package change work with.</summary>
    public ChangeTools Tools(TransactionRescue rescue, IHostActivity host, BeforeSet? before = null) => new(
        new PackageTools(Backend, Installed, Patches, DebHost.Output(Paths), Store: null, before, rescue, host,
            new DpkgRepairPlanner(Paths), Clock)
        {
            Holds = Holds,
            WhyNotWritten = isRemoval => WhyNotWritten(isRemoval),
        },
        Planner,
        Refresher,
        new KeptFiles(Paths),
        new AptMarks(Paths),
        Hints,
        Repositories);

    /// <summary>Who asked for a restart of the host.</summary>
    public RebootHints Hints => new(Path.Combine(Paths.Root, "hints"));

    /// <summary>The host's own lists of holds; null where the installed set has them.</summary>
    public IHolds? Holds { get; init; }

    /// <summary>Why the package manager cannot write its files.</summary>
    public Func<bool, PackageFailure?> WhyNotWritten { get; set; } = _ => null;

    /// <summary>Null where the configured repositories are unknown.</summary>
    public IRepositories? Repositories { get; set; }

    /// <summary>Installed packages as <see cref="Inventories"/> writes them, on an amd64 host.</summary>
    public void Install(params string[] packages) => Source.Answer = Inventories.Of([.. packages, "dpkg=1/amd64"]);

    /// <summary>What repositories offer, as <see cref="Inventories"/> writes it.</summary>
    public void Offer(params string[] packages) => Backend.Offered.AddRange(packages.Select(Inventories.Package)
        .Select(p => new AvailablePackage(
            $"{p.Name};{p.Version};{p.Architecture};repo", p.Name, p.Architecture, p.Version, "repo", "summary")));

    /// <summary>A simulation that does what the ids say, and these changes besides.</summary>
    public void Simulate(params SimulatedChange[] besides) => Backend.Simulation = set => PackageResult<IReadOnlyList<SimulatedChange>>.Of(
    [
        .. Ids(set).Select(id => id.Split(';')).Select(id => new SimulatedChange(SimulatedKind.Install, id[0], id[2], id[1], "repo")),
        .. besides,
    ]);

    public void Fail(JobErrorCode code, string message, bool retryable = false) =>
        Backend.Simulation = _ => new PackageFailure(code, message, retryable);

    public Task<PackageResult<PreparedChange>> PlanAsync(JobRequest request) => Planner.PrepareAsync(request, CancellationToken.None);

    public static string Words(PreparedChange prepared) =>
        string.Join(' ', prepared.Plan.Changes.Select(c => $"{JobSpelling.Actions.Of(c.Action)}:{c.Name}:{c.Architecture}={c.ToVersion}"));

    public void Dispose() => _directory.Dispose();

    private static IReadOnlyList<string> Ids(LinuxPatchApi.Packages.Engines.ChangeSet set) => set switch
    {
        LinuxPatchApi.Packages.Engines.ChangeSet.Install install => install.Ids,
        LinuxPatchApi.Packages.Engines.ChangeSet.Update update => update.Ids,
        _ => [],
    };

    /// <summary>Security advisories of an architecture, by name and version.</summary>
    public sealed class KnownSeverities : IAdvisories
    {
        public Dictionary<(string Name, string Version), string> All { get; } = [];

        public AdvisoryData Read(IReadOnlySet<string> names, CancellationToken cancellationToken)
        {
            var data = new AdvisoryData();
            data.Packages.AddRange(All.Select(one => new AdvisedPackage(one.Key.Name, "amd64", one.Key.Version)
            {
                Advisory = new Advisory { Id = "a", Text = "t", IsSecurity = true, Severity = one.Value },
            }));
            return data;
        }
    }
}
