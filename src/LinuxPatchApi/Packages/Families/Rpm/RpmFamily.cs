using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Activity;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families.Rpm.Advisories;
using LinuxPatchApi.Packages.Families.Rpm.Database;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Repositories.Fleet;

namespace LinuxPatchApi.Packages.Families.Rpm;

/// <summary>Fedora, Enterprise Linux and their derivatives, by dnf or dnf5 behind PackageKit.</summary>
internal sealed class RpmFamily : IPackageFamily
{
    public static readonly RpmFamily Instance = new();

    /// <summary>rpm's architectures, to distinguish <c>name.x86_64</c> from a name with a dot.</summary>
    public static readonly IReadOnlySet<string> Architectures = new HashSet<string>(StringComparer.Ordinal)
    {
        "noarch", "x86_64", "x86_64_v2", "i386", "i486", "i586", "i686", "aarch64", "armv7hl", "ppc64le", "s390x", "riscv64", "src",
    };

    /// <summary>PackageKit's own cache: its dnf backends share none with dnf.</summary>
    private const string Downloads = "var/cache/PackageKit";

    private static readonly string[] Places = ["usr/lib/sysimage/rpm", "var/lib/rpm"];

    public string Name => "rpm";

    public IReadOnlyList<string> Distributions { get; } = ["fedora", "rhel", "centos", "suse"];

    public IReadOnlyList<(string Flavour, string WireName)> Flavours { get; } =
        [("dnf", "dnf"), ("dnf5", "dnf"), ("hif", "dnf"), ("yum", "yum"), ("zypp", "zypp")];

    public IReadOnlyList<string> Databases { get; } = ["usr/lib/sysimage/rpm/rpmdb.sqlite", "var/lib/rpm/rpmdb.sqlite"];

    public IComparer<string> VersionOrder => RpmVersion.Order;

    public PackageTerms Terms => RpmTerms.Instance;

    /// <summary>Accepts <c>name.architecture</c>, as dnf prints it, besides the API's own <c>name:architecture</c>.</summary>
    public PackageSpec Parse(string text, string? version)
    {
        var dot = text.LastIndexOf('.');
        return !text.Contains(':') && dot > 0 && Architectures.Contains(text[(dot + 1)..])
            ? new PackageSpec(text[..dot], text[(dot + 1)..], version)
            : PackageSpec.Of(text, version);
    }

    public string Print(PackageSpec spec) =>
        spec.Architecture is { } architecture ? $"{spec.Name}.{architecture}" : spec.Name;

    /// <summary>Origin: rpm(8), %config.</summary>
    public IReadOnlyList<KeptEnding> KeptEndings { get; } =
        [new(".rpmnew"), new(".rpmsave", KeptKind.Previous), new(".rpmorig", KeptKind.Previous)];

    public IReadOnlySet<string> Protected { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "linux-patch-api", "PackageKit", "polkit", "dbus", "dbus-daemon", "dbus-broker", "systemd", "rpm",
        "dnf", "dnf5", "libdnf", "libdnf5",
    };

    public IReadOnlyList<string> OtherUpdaters { get; } =
        ["dnf-automatic", "dnf5-plugin-automatic", "yum-cron", "packagekit-offline-update"];

    public IReadOnlyList<string> EnginePackages { get; } = ["PackageKit"];

    public IReadOnlyList<EngineFix> EngineFixes { get; } = [];

    public RebootSignals RebootSignals => RebootSignals.None;

    public IFailureTexts Failures => RpmFailureTexts.Instance;

    /// <summary>dnf has a row for each update with an advisory, and for no other.</summary>
    public bool DetailsAreAdvisories => true;

    public bool RefreshLeavesOut => true;

    /// <summary>PackageKit's dnf backends solve an upgrade of everything, without the best versions, and list what that has.</summary>
    public bool ListIsSolution => true;

    /// <summary>Of a version that is installed and offered, dnf names the installed one only, which nobody can download.</summary>
    public bool ResolvesInstalledOnly => true;

    public PhaseShares Shares { get; } = new(Preparation: 5, Download: 35, Install: 57);

    public Capability Of(Feature feature, EngineInfo engine) => feature switch
    {
        Feature.Purge => Capability.No("rpm keeps changed configuration files as .rpmsave; PackageKit cannot remove them"),
        Feature.WithoutRecommends => Capability.No("PackageKit has no such flag; set install_weak_deps in dnf.conf on the host"),
        Feature.Repair => Capability.No("rpm has no packages that are installed in part"),
        Feature.Cancel when engine.Flavour is "dnf5" or "zypp" => Capability.No(
            $"PackageKit's {engine.Flavour} backend does not stop a change that runs"),
        Feature.RemovesOthers when engine.Flavour == "dnf5" => Capability.No(
            "PackageKit's dnf5 backend installs nothing that removes another package; remove that one first"),
        Feature.ListAvailable => Capability.No(
            "PackageKit needs seconds and hundreds of megabytes to list everything; ask for one package by name"),
        Feature.FileOwners when engine.Flavour == "zypp" => Capability.No("of rpm's databases, the agent reads those of SQLite only"),
        Feature.InstalledSet or Feature.AutomaticMarks or Feature.RepositoryIndex or Feature.FileCache or Feature.ScriptOutput
            or Feature.Details or Feature.Relations =>
                Capability.No("of rpm's database, this version of the agent reads the owners of files only"),
        Feature.Holds when engine.Flavour == "zypp" => Capability.No("zypper's locks are not read by this version of the agent"),
        _ => Capability.Works,
    };

    public IFleetRepository? FleetRepository { get; } = new RpmFleetRepository();

    public FamilyHost Open(string root, TimeProvider time)
    {
        var holds = new RpmHolds(root);
        var repositories = new RpmRepositories(root, time);
        return new FamilyHost
        {
            // rpm keeps the database in one of these places; its write-ahead log has what is not in the file yet.
            Stamp = () => DatabaseFiles.Stamp(
                [.. Places.SelectMany(d => new[] { Path.Combine(root, d, "rpmdb.sqlite"), Path.Combine(root, d, "rpmdb.sqlite-wal") }),
                    .. holds.Paths]),
            Locks = () => [.. Places.Select(d => new PackageLock(Path.Combine(root, d, ".rpm.lock")))],
            KeptFiles = new EtcScan(root, KeptEndings),
            Places = () => new WrittenPlaces(Path.Combine(root, Downloads), null, Path.Combine(root, Downloads))
            {
                DatabaseDirectory = Places.Select(d => Path.Combine(root, d)).FirstOrDefault(Directory.Exists),
            },
            Holds = holds,
            Repositories = repositories,
            Advisories = new RpmAdvisories(repositories.Indexes),
            Owners = new RpmFileOwners(root, Databases).Of,
            Faults = new RpmFaults(root, Databases).Read,
        };
    }
}
