namespace LinuxPatchApi.HostServices.PackageKit.Vocabulary;

/// <summary>How a transaction is carried out (PkTransactionFlagEnum; a bit field of 1 shifted by the index).</summary>
[Flags]
public enum PackageKitTransactionFlags : ulong
{
    None = 1UL << 0,
    OnlyTrusted = 1UL << 1,
    Simulate = 1UL << 2,
    OnlyDownload = 1UL << 3,
    AllowReinstall = 1UL << 4,
    JustReinstall = 1UL << 5,
    AllowDowngrade = 1UL << 6,
}
