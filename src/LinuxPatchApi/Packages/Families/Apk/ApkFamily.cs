using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Activity;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Repositories.Fleet;

namespace LinuxPatchApi.Packages.Families.Apk;

/// <summary>Alpine, by apk's own D-Bus service: PackageKit has no released backend for it.</summary>
internal sealed class ApkFamily : IPackageFamily
{
    public static readonly ApkFamily Instance = new();

    public string Name => "apk";

    public IReadOnlyList<string> Distributions { get; } = ["alpine"];

    public IReadOnlyList<(string Flavour, string WireName)> Flavours { get; } = [("apk", "apk")];

    public EngineKind Engine => EngineKind.ApkPolkit;

    public IReadOnlyList<string> Databases { get; } = ["lib/apk/db/installed"];

    public IComparer<string> VersionOrder => ApkVersion.Order;

    public PackageTerms Terms => ApkTerms.Instance;

    public PackageSpec Parse(string text, string? version) => PackageSpec.Of(text, version);

    public string Print(PackageSpec spec) => spec.Name;

    /// <summary>apk uses it for files below a protected path.</summary>
    public IReadOnlyList<KeptEnding> KeptEndings { get; } = [new(".apk-new")];

    public IReadOnlySet<string> Protected { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "linux-patch-api", "apk-polkit-rs", "apk-polkit-server", "polkit", "polkit-elogind", "elogind", "dbus", "openrc", "apk-tools",
    };

    public IReadOnlyList<string> OtherUpdaters { get; } = ["apk-autoupdate"];

    public IReadOnlyList<string> EnginePackages { get; } = [];

    public IReadOnlyList<EngineFix> EngineFixes { get; } = [];

    public RebootSignals RebootSignals => RebootSignals.None;

    public IFailureTexts Failures => ApkFailureTexts.Instance;

    public PhaseShares Shares { get; } = new(Preparation: 5, Download: 35, Install: 57);

    public Capability Of(Feature feature, EngineInfo engine) => feature switch
    {
        Feature.Simulation => Capability.No("apk's D-Bus service cannot simulate a change"),
        Feature.ExactVersion or Feature.Downgrade => Capability.No("apk's D-Bus service takes names only"),
        Feature.Reinstall => Capability.No("apk's D-Bus service cannot reinstall"),
        Feature.Purge => Capability.No("apk's D-Bus service has no such option"),
        Feature.WithoutRecommends => Capability.No("apk has no recommended packages"),
        Feature.Advisories => Capability.No("apk's repositories do not say which updates fix vulnerabilities, or how severe these are"),
        Feature.RemovesOthers => Capability.No("apk keeps a package that another one needs"),
        Feature.Cancel => Capability.No("apk's D-Bus service cannot be cancelled"),
        Feature.Repair => Capability.No("apk's D-Bus service has no repair; run 'apk fix' on the host"),
        Feature.ListAvailable => Capability.No(
            "apk's D-Bus service does not list what could be installed; ask for one package by name"),
        Feature.RepositoryIndex or Feature.Repositories or Feature.FileCache =>
            Capability.No("apk's indexes and cache are not read by this version of the agent"),
        Feature.ScriptOutput => Capability.No("apk's D-Bus service does not pass on what scripts print"),
        _ => Capability.Works,
    };

    public IFleetRepository? FleetRepository { get; } = new ApkFleetRepository();

    public FamilyHost Open(string root, TimeProvider time)
    {
        var (database, world) = (new ApkDatabase(root), new ApkWorld(root));
        var details = new ApkDetailReader(database);

        // A refresh by another program changes what is offered, and only the cache of indexes shows it.
        DatabaseStamp? Stamp() => DatabaseFiles.Stamp(database.Path, world.Path, Path.Combine(root, "var/cache/apk"));
        var installed = new ApkInstalledSource(database, world, Stamp, time);
        return new FamilyHost
        {
            Installed = installed,
            Stamp = Stamp,
            Locks = () => [new PackageLock(Path.Combine(root, "lib/apk/db/lock"), LockKind.Flock, Service: "apk-polkit-serv")],
            KeptFiles = new EtcScan(root, KeptEndings),
            Marks = installed,
            Details = details,
            Relations = details,
            Owners = details.Owners,
            SharedKeys = () => ApkKeys.Read(root),
        };
    }
}
