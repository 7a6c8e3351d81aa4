namespace LinuxPatchApi.HostServices.PackageKit.Vocabulary;

/// <summary>How a transaction ended (PkExitEnum). Numbers as sent; a number that is not named here is kept as it came.</summary>
public enum PackageKitExit : uint
{
    Unknown = 0,
    Success = 1,
    Failed = 2,
    Cancelled = 3,
    KeyRequired = 4,
    EulaRequired = 5,
    Killed = 6,
    MediaChangeRequired = 7,
    NeedUntrusted = 8,
    CancelledPriority = 9,
    SkipTransaction = 10,
    RepairRequired = 11,
}
