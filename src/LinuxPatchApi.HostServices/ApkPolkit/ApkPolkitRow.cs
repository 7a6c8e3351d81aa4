namespace LinuxPatchApi.HostServices.ApkPolkit;

/// <summary>The service's <c>package_state</c>.</summary>
public enum ApkPolkitState
{
    Available = 0,
    Installed = 1,
    PendingInstall = 2,
    PendingRemoval = 3,
    Upgradable = 4,
    Downgradable = 5,
    Reinstallable = 6,
}

/// <summary>One package as the service describes it.</summary>
/// <param name="Version">The installed version; the offered one of a package that is not installed.</param>
/// <param name="StagingVersion">The version that an upgrade would install; null when there is none.</param>
/// <param name="InstalledBytes">Null when the service does not say.</param>
/// <param name="DownloadBytes">Null when the service does not say.</param>
public sealed record ApkPolkitRow(
    string Name,
    string Version,
    string? StagingVersion,
    string Description,
    long? InstalledBytes,
    long? DownloadBytes,
    ApkPolkitState State);
