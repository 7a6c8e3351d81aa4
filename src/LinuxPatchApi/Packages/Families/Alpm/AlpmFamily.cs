using LinuxPatchApi.Packages.Engines;

namespace LinuxPatchApi.Packages.Families.Alpm;

/// <summary>Arch and its derivatives, by libalpm behind PackageKit.</summary>
internal sealed class AlpmFamily : IPackageFamily
{
    public static readonly AlpmFamily Instance = new();

    private const string VersionsIgnored = "PackageKit's alpm backend ignores versions";

    public FamilyKind Kind => FamilyKind.Alpm;

    public IComparer<string> VersionOrder => AlpmVersion.Order;

    public string NeutralArchitecture => "any";

    public PackageReference Parse(string text) => PackageReference.Of(text);

    public string Print(PackageReference reference) =>
        reference.Architecture is { } architecture ? $"{reference.Name}:{architecture}" : reference.Name;

    /// <summary>pacman's (pacman(8), Handling Config Files).</summary>
    public IReadOnlyList<KeptEnding> KeptEndings { get; } = [new(".pacnew"), new(".pacsave", Former: true), new(".pacorig", Former: true)];

    public IReadOnlySet<string> Protected { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "linux-patch-api", "packagekit", "polkit", "dbus", "dbus-broker", "dbus-daemon-units", "dbus-broker-units", "systemd",
        "systemd-sysvcompat", "pacman",
    };

    public Capability Of(Feature feature, EngineInfo engine) => feature switch
    {
        Feature.Purge => Capability.No("PackageKit removes packages and keeps changed configuration files as .pacsave"),
        Feature.WithoutRecommends => Capability.No("pacman never installs optional dependencies by itself"),
        Feature.Reinstall => Capability.No("PackageKit's alpm backend ignores it"),
        Feature.ExactVersion or Feature.Downgrade => Capability.No(VersionsIgnored),
        Feature.PartialUpgrade => Capability.No("Arch does not support partial upgrades, and PackageKit's alpm backend may upgrade everything"),
        Feature.Repair => Capability.No("PackageKit's alpm backend has no repair"),
        Feature.Cancel => Capability.No("PackageKit's alpm backend cannot be cancelled"),
        _ => Capability.Works,
    };
}
