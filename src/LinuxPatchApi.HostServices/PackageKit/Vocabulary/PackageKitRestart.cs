namespace LinuxPatchApi.HostServices.PackageKit.Vocabulary;

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
