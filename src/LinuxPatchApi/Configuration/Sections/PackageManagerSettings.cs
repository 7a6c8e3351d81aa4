namespace LinuxPatchApi.Configuration.Sections;

/// <summary>
/// Section <c>package_manager</c>.
/// </summary>
/// <param name="ExpectedBackends">
/// Values accepted of PackageKit's BackendName because an old value (apt, dnf, yum, pacman) is configured; empty when any is accepted.
/// </param>
/// <param name="ConfiguredName">The value in the file, for messages.</param>
internal sealed record PackageManagerSettings(PackageManagerKind Kind, IReadOnlyList<string> ExpectedBackends, string ConfiguredName);

/// <summary>The service that manages packages.</summary>
internal enum PackageManagerKind
{
    /// <summary>The service of the host's distribution.</summary>
    Auto,

    /// <summary>org.freedesktop.PackageKit.</summary>
    PackageKit,

    /// <summary>dev.Cogitri.apkPolkit2 (Alpine).</summary>
    ApkPolkit,
}
