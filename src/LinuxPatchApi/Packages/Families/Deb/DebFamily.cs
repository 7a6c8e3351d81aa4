namespace LinuxPatchApi.Packages.Families.Deb;

/// <summary>Debian and its derivatives, by apt behind PackageKit.</summary>
internal sealed class DebFamily : IPackageFamily
{
    public static readonly DebFamily Instance = new();

    /// <summary>PackageKit 1.2.2 (Debian 11) ignores the version that was asked for; 1.2.5 (Ubuntu 22.04) does not.</summary>
    private static readonly Version FirstWithExactVersions = new(1, 2, 5);

    /// <summary>The agent, and what it stands on: without one of these the host is out of reach or cannot be patched any more.</summary>
    private static readonly HashSet<string> Protected = new(StringComparer.Ordinal)
    {
        "linux-patch-api", "packagekit", "polkitd", "policykit-1", "dbus", "dbus-daemon", "dbus-broker", "dbus-system-bus-common", "systemd",
        "systemd-sysv", "libc6", "libssl3", "libssl3t64", "openssl", "apt", "dpkg",
    };

    public FamilyKind Kind => FamilyKind.Deb;

    public IComparer<string> VersionOrder => DebianVersion.Order;

    public string NeutralArchitecture => "all";

    public PackageReference Parse(string text) => PackageReference.Of(text);

    public string Print(PackageReference reference) =>
        reference.Architecture is { } architecture ? $"{reference.Name}:{architecture}" : reference.Name;

    public bool IsProtected(string name) => Protected.Contains(name);

    public Capability Of(Feature feature, EngineFacts engine) => feature switch
    {
        Feature.Purge => Capability.No("PackageKit removes packages and keeps their configuration files"),
        Feature.WithoutRecommends => Capability.No("PackageKit has no such flag; set APT::Install-Recommends on the host"),
        Feature.Reinstall => Capability.No("PackageKit's apt backend ignores it"),
        Feature.ExactVersion when engine.Version < FirstWithExactVersions => Capability.No(
            $"PackageKit {engine.Version} ignores the version and installs the newest; {FirstWithExactVersions} or later is needed"),
        _ => Capability.Works,
    };
}
