namespace LinuxPatchApi.Packages.Engines;

/// <summary>The D-Bus services through which packages are changed.</summary>
internal enum EngineKind
{
    /// <summary>org.freedesktop.PackageKit.</summary>
    PackageKit,

    /// <summary>dev.Cogitri.apkPolkit2.</summary>
    ApkPolkit,
}
