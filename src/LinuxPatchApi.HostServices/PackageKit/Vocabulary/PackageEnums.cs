namespace LinuxPatchApi.HostServices.PackageKit.Vocabulary;

/// <summary>
/// What a package row means: a state, an update class, or a step of a transaction (PkInfoEnum).
/// Numbers as sent; a number that is not named here is kept as it came.
/// </summary>
public enum PackageKitInfo : uint
{
    Unknown = 0,
    Installed = 1,
    Available = 2,
    Low = 3,
    Enhancement = 4,
    Normal = 5,
    Bugfix = 6,
    Important = 7,
    Security = 8,
    Blocked = 9,
    Downloading = 10,
    Updating = 11,
    Installing = 12,
    Removing = 13,
    Cleanup = 14,
    Obsoleting = 15,
    CollectionInstalled = 16,
    CollectionAvailable = 17,
    Finished = 18,
    Reinstalling = 19,
    Downgrading = 20,
    Preparing = 21,
    Decompressing = 22,
    Untrusted = 23,
    Trusted = 24,
    Unavailable = 25,
    Critical = 26,
    Install = 27,
    Remove = 28,
    Obsolete = 29,
    Downgrade = 30,
}

/// <summary>Stability of an update (PkUpdateStateEnum). Numbers as sent; a number that is not named here is kept as it came.</summary>
public enum PackageKitUpdateState : uint
{
    Unknown = 0,
    Stable = 1,
    Unstable = 2,
    Testing = 3,
}

/// <summary>
/// What has to be restarted after a change (PkRestartEnum).
/// Numbers as sent; a number that is not named here is kept as it came.
/// </summary>
public enum PackageKitRestart : uint
{
    Unknown = 0,
    None = 1,
    Application = 2,
    Session = 3,
    System = 4,
    SecuritySession = 5,
    SecuritySystem = 6,
}

/// <summary>
/// How PackageKit sees the network (PkNetworkEnum). Offline without a default route.
/// Numbers as sent; a number that is not named here is kept as it came.
/// </summary>
public enum PackageKitNetwork : uint
{
    Unknown = 0,
    Offline = 1,
    Online = 2,
    Wired = 3,
    Wifi = 4,
    Mobile = 5,
}
