using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families.Deb.Control;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Families.Deb.Settings;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Repositories.Fleet;

namespace LinuxPatchApi.Packages.Families.Deb;

/// <summary>Debian and its derivatives, by apt behind PackageKit.</summary>
internal sealed class DebFamily : IPackageFamily
{
    public static readonly DebFamily Instance = new();

    /// <summary>PackageKit 1.2.2 (Debian 11) ignores a requested version; 1.2.5 (Ubuntu 22.04) does not.</summary>
    private static readonly Version FirstWithExactVersions = new(1, 2, 5);

    public string Name => "deb";

    public IReadOnlyList<string> Distributions { get; } = ["debian", "ubuntu"];

    public IReadOnlyList<(string Flavour, string WireName)> Flavours { get; } = [("apt", "apt"), ("aptcc", "apt")];

    public IReadOnlyList<string> Databases { get; } = ["var/lib/dpkg/status"];

    public IComparer<string> VersionOrder => DebianVersion.Order;

    public PackageTerms Terms => DebTerms.Instance;

    public PackageSpec Parse(string text, string? version) => PackageSpec.Of(text, version);

    public string Print(PackageSpec spec) => spec.Text;

    public IReadOnlyList<KeptEnding> KeptEndings => KeptFiles.Endings;

    public IReadOnlySet<string> Protected { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "linux-patch-api", "packagekit", "polkitd", "policykit-1", "dbus", "dbus-daemon", "dbus-broker",
        "dbus-system-bus-common", "systemd",
        "systemd-sysv", "init", "dpkg", "apt",
    };

    public IReadOnlyList<string> OtherUpdaters { get; } = ["unattended-upgrades", "packagekit-offline-update", "cron-apt", "apticron"];

    public IReadOnlyList<string> EnginePackages { get; } = ["packagekit"];

    public IReadOnlyList<EngineFix> EngineFixes { get; } =
    [
        new("debian", "12", "bookworm", "1.2.6-5+deb12u1"), new("debian", "13", "trixie", "1.3.1-1+deb13u1"),
        new("ubuntu", "24.04", "noble", "1.2.8-2ubuntu1.5"), new("ubuntu", "26.04", "resolute", "1.3.4-3ubuntu1"),
    ];

    /// <summary>Origin: update-notifier-common, unattended-upgrades and needrestart of Debian and Ubuntu.</summary>
    public RebootSignals RebootSignals { get; } = new(
        ["run/reboot-required", "var/run/reboot-required"],
        ["run/reboot-required.pkgs", "var/run/reboot-required.pkgs"],
        ["linux-image", "linux-base", "linux-modules"]);

    /// <summary>
    /// An installation would mark packages as manually installed; an update leaves the marks alone. Both accept the exact id.
    /// </summary>
    public bool MovesByUpdate => true;

    public IFailureTexts Failures => DebFailureTexts.Instance;

    /// <summary>apt's percentage starts again for the installation: 0..100 while it downloads, then 0..80.</summary>
    public PhaseShares Shares { get; } = new(Preparation: 5, Download: 35, Install: 57);

    public Capability Of(Feature feature, EngineInfo engine) => feature switch
    {
        Feature.Purge => Capability.No("PackageKit removes packages and keeps their configuration files"),
        Feature.WithoutRecommends => Capability.No("PackageKit has no such flag; set APT::Install-Recommends on the host"),
        Feature.Reinstall => Capability.No("PackageKit's apt backend ignores it"),
        Feature.ExactVersion when engine.Version < FirstWithExactVersions => Capability.No(
            $"PackageKit {engine.Version} ignores the version and installs the newest; {FirstWithExactVersions} or later is needed"),
        _ => Capability.Works,
    };

    public IFleetRepository? FleetRepository { get; } = new AptFleetRepository();

    public FamilyHost Open(string root, TimeProvider time) => DebHost.Of(new DpkgPaths(root), time);
}
