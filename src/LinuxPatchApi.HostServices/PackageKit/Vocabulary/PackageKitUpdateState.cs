namespace LinuxPatchApi.HostServices.PackageKit.Vocabulary;

/// <summary>Stability of an update (PkUpdateStateEnum). Numbers as sent; a number that is not named here is kept as it came.</summary>
public enum PackageKitUpdateState : uint
{
    Unknown = 0,
    Stable = 1,
    Unstable = 2,
    Testing = 3,
}
