namespace LinuxPatchApi.Configuration.Sections;

internal enum PackageManagerKind
{
    /// <summary>Whichever of the services is on the bus.</summary>
    Auto,

    /// <summary>org.freedesktop.PackageKit.</summary>
    PackageKit,

    /// <summary>dev.Cogitri.apkPolkit2 (Alpine).</summary>
    ApkPolkit,
}
