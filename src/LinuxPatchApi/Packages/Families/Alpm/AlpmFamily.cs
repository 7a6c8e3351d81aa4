using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Native;
using LinuxPatchApi.Packages.Activity;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Alpm;

/// <summary>Arch and its derivatives, by libalpm behind PackageKit.</summary>
internal sealed class AlpmFamily : IPackageFamily
{
    public static readonly AlpmFamily Instance = new();

    /// <summary>The programs that open libalpm's database for writing; what calls pacman (yay, paru, makepkg) is pacman then.</summary>
    private static readonly string[] Makers = ["pacman", PackageLocks.OwnDaemon, "pamac", "pamac-daemon", "pamac-manager"];

    private const string VersionsIgnored = "PackageKit's alpm backend ignores versions";

    public string Name => "alpm";

    public IReadOnlyList<string> Distributions { get; } = ["arch", "archarm"];

    public IReadOnlyList<(string Flavour, string WireName)> Flavours { get; } = [("alpm", "pacman"), ("pacman", "pacman")];

    public IReadOnlyList<string> Databases { get; } = ["var/lib/pacman/local"];

    public IComparer<string> VersionOrder => AlpmVersion.Order;

    public PackageTerms Terms => AlpmTerms.Instance;

    public PackageSpec Parse(string text, string? version) => PackageSpec.Of(text, version);

    public string Print(PackageSpec spec) => spec.Text;

    /// <summary>Origin: pacman(8), Handling Config Files.</summary>
    public IReadOnlyList<KeptEnding> KeptEndings { get; } =
        [new(".pacnew"), new(".pacsave", KeptKind.Previous), new(".pacorig", KeptKind.Previous)];

    public IReadOnlySet<string> Protected { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "linux-patch-api", "packagekit", "polkit", "dbus", "dbus-broker", "dbus-daemon-units", "dbus-broker-units", "systemd",
        "systemd-sysvcompat", "pacman",
    };

    public IReadOnlyList<string> OtherUpdaters { get; } = ["packagekit-offline-update"];

    public IReadOnlyList<string> EnginePackages { get; } = ["packagekit"];

    public IReadOnlyList<EngineFix> EngineFixes { get; } = [];

    public RebootSignals RebootSignals => RebootSignals.None;

    public IFailureTexts Failures => AlpmFailureTexts.Instance;

    public PhaseShares Shares { get; } = new(Preparation: 5, Download: 35, Install: 57);

    /// <summary>PackageKit 1.3.5 and newer carry out a system upgrade for each update and installation.</summary>
    public bool UpdatesAsAWhole => true;

    public bool ResolvesInstalledOnly => true;

    public bool HasAdvisories => false;

    /// <summary>The backend checks for a cancel between steps, databases and downloads.</summary>
    public Capability Of(Feature feature, EngineInfo engine) => feature switch
    {
        Feature.Purge => Capability.No("PackageKit removes packages and keeps changed configuration files as .pacsave"),
        Feature.WithoutRecommends => Capability.No("pacman never installs optional dependencies by itself"),
        Feature.Reinstall => Capability.No("PackageKit's alpm backend ignores it"),
        Feature.ExactVersion or Feature.Downgrade => Capability.No(VersionsIgnored),
        Feature.PartialUpgrade => Capability.No(
            "Arch does not support partial upgrades, and PackageKit's alpm backend may upgrade everything"),
        Feature.Advisories => Capability.No("Arch's repositories do not say which updates fix vulnerabilities, or how severe these are"),
        Feature.Repair => Capability.No("PackageKit's alpm backend has no repair"),
        Feature.ListAvailable => Capability.No(
            "PackageKit needs seconds and hundreds of megabytes to list everything; ask for one package by name"),
        Feature.InstalledSet or Feature.AutomaticMarks or Feature.RepositoryIndex or Feature.ScriptOutput =>
            Capability.No("this version of the agent does not read that from pacman's files"),
        _ => Capability.Works,
    };

    public string WhyNoFleetRepository =>
        "the manager's repository for pacman cannot work: its path of the key is a file in pacman's own keyring directory";

    public FamilyHost Open(string root, TimeProvider time)
    {
        var (holds, places) = (new AlpmHolds(root), new AlpmPlaces(root));
        var database = new AlpmDatabase(places);
        return new FamilyHost
        {
            Stamp = () => database.Stamp(holds.Paths),
            Locks = () => [new PackageLock(places.Lock, LockKind.Presence) { Makers = Makers }],
            KeptFiles = new EtcScan(root, KeptEndings),
            Places = () => new WrittenPlaces(places.Cache, null, places.Sync)
            {
                DatabaseDirectory = places.Local,
            },
            Holds = holds,
            Repositories = new AlpmRepositories(places),
            Faults = new AlpmFaults(places).Read,
            ListFault = new AlpmUpdateCopy(places, root, FileChange.BornAt, time).Fault,
            Relations = database,
            Details = database,
            Owners = database.Owners,
            FileCache = new AlpmFileCache(() => places.Cache),
            SharedKeys = new AlpmKeys(places, time).Read,
        };
    }
}
