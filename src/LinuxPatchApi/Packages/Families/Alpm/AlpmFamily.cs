using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Activity;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Alpm;

/// <summary>Arch and its derivatives, by libalpm behind PackageKit.</summary>
internal sealed class AlpmFamily : IPackageFamily
{
    public static readonly AlpmFamily Instance = new();

    private const string VersionsIgnored = "PackageKit's alpm backend ignores versions";

    public string Name => "alpm";

    public IReadOnlyList<string> Distributions { get; } = ["arch", "archarm"];

    public IReadOnlyList<(string Flavour, string Word)> Flavours { get; } = [("alpm", "pacman"), ("pacman", "pacman")];

    public IReadOnlyList<string> Databases { get; } = ["var/lib/pacman/local"];

    public IComparer<string> VersionOrder => AlpmVersion.Order;

    public PackageTerms Terms => AlpmTerms.Instance;

    public PackageSpec Parse(string text, string? version) => PackageSpec.Of(text, version);

    public string Print(PackageSpec spec) => spec.Text;

    /// <summary>pacman's (pacman(8), Handling Config Files).</summary>
    public IReadOnlyList<KeptEnding> KeptEndings { get; } = [new(".pacnew"), new(".pacsave", KeptKind.Former), new(".pacorig", KeptKind.Former)];

    public IReadOnlySet<string> Protected { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "linux-patch-api", "packagekit", "polkit", "dbus", "dbus-broker", "dbus-daemon-units", "dbus-broker-units", "systemd",
        "systemd-sysvcompat", "pacman",
    };

    public IReadOnlyList<string> OtherUpdaters { get; } = ["packagekit-offline-update"];

    public IReadOnlyList<string> EnginePackages { get; } = ["packagekit"];

    public IReadOnlyList<(string Id, string Release, string Version)> EngineFixes { get; } = [];

    public RebootSignals RebootSignals => RebootSignals.None;

    public IFailureTexts Failures => PlainFailureTexts.Instance;

    public PhaseShares Shares { get; } = new(Preparation: 5, Download: 35, Install: 57);

    /// <summary>A cancel is polled for between steps, databases and downloads.</summary>
    public Capability Of(Feature feature, EngineInfo engine) => feature switch
    {
        Feature.Purge => Capability.No("PackageKit removes packages and keeps changed configuration files as .pacsave"),
        Feature.WithoutRecommends => Capability.No("pacman never installs optional dependencies by itself"),
        Feature.Reinstall => Capability.No("PackageKit's alpm backend ignores it"),
        Feature.ExactVersion or Feature.Downgrade => Capability.No(VersionsIgnored),
        Feature.PartialUpgrade => Capability.No("Arch does not support partial upgrades, and PackageKit's alpm backend may upgrade everything"),
        Feature.Repair => Capability.No("PackageKit's alpm backend has no repair"),
        Feature.ListAvailable => Capability.No("PackageKit needs seconds and hundreds of megabytes to list everything; ask for one package by name"),
        Feature.InstalledSet or Feature.AutomaticMarks or Feature.RepositoryIndex or Feature.Repositories or Feature.FileOwners
            or Feature.FileCache or Feature.ScriptOutput or Feature.Details => Capability.No("pacman's files are not read by this version of the agent"),
        _ => Capability.Works,
    };

    public FamilyHost Open(string root, TimeProvider time) => new()
    {
        Stamp = () => DatabaseFiles.Stamp(Path.Combine(root, "var/lib/pacman/local")),
        Locks = () => [new PackageLock(Path.Combine(root, "var/lib/pacman/db.lck"), LockKind.Presence)],
        KeptFiles = new EtcScan(root, KeptEndings),
    };
}
