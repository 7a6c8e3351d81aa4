namespace LinuxPatchApi.HostServices.PackageKit.Vocabulary;

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
