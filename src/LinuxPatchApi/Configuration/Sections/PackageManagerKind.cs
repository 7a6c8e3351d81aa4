namespace LinuxPatchApi.Configuration.Sections;

internal enum PackageManagerKind
{
    /// <summary>The service that changes packages on the distribution of the host.</summary>
    Auto,

    /// <summary>org.freedesktop.PackageKit.</summary>
    PackageKit,

    /// <summary>dev.Cogitri.apkPolkit2 (Alpine).</summary>
    ApkPolkit,
}
