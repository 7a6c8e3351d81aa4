using LinuxPatchApi.Packages.Engines;

namespace LinuxPatchApi.Packages.Families.Deb;

/// <summary>Debian and its derivatives, by apt behind PackageKit.</summary>
internal sealed class DebFamily : IPackageFamily
{
    public static readonly DebFamily Instance = new();

    /// <summary>PackageKit 1.2.2 (Debian 11) ignores the version that was asked for; 1.2.5 (Ubuntu 22.04) does not.</summary>
    private static readonly Version FirstWithExactVersions = new(1, 2, 5);

    public FamilyKind Kind => FamilyKind.Deb;

    public IComparer<string> VersionOrder => DebianVersion.Order;

    public string NeutralArchitecture => "all";

    public PackageReference Parse(string text) => PackageReference.Of(text);

    public string Print(PackageReference reference) =>
        reference.Architecture is { } architecture ? $"{reference.Name}:{architecture}" : reference.Name;

    /// <summary>dpkg's (dpkg(1), conffiles) and ucf's.</summary>
    public IReadOnlyList<KeptEnding> KeptEndings { get; } = [
        new(".dpkg-dist"), new(".dpkg-new"), new(".dpkg-old", Former: true), new(".ucf-dist"), new(".ucf-new"), new(".ucf-old", Former: true),
    ];

    public IReadOnlySet<string> Protected { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "linux-patch-api", "packagekit", "polkitd", "policykit-1", "dbus", "dbus-daemon", "dbus-broker", "dbus-system-bus-common", "systemd",
        "systemd-sysv", "init", "dpkg", "apt",
    };

    public Capability Of(Feature feature, EngineInfo engine) => feature switch
    {
        Feature.Purge => Capability.No("PackageKit removes packages and keeps their configuration files"),
        Feature.WithoutRecommends => Capability.No("PackageKit has no such flag; set APT::Install-Recommends on the host"),
        Feature.Reinstall => Capability.No("PackageKit's apt backend ignores it"),
        Feature.ExactVersion when engine.Version < FirstWithExactVersions => Capability.No(
            $"PackageKit {engine.Version} ignores the version and installs the newest; {FirstWithExactVersions} or later is needed"),
        _ => Capability.Works,
    };
}
