namespace LinuxPatchApi.HostServices.PackageKit.Vocabulary;

/// <summary>Which packages a query returns (PkFilterEnum; a bit field of 1 shifted by the index).</summary>
[Flags]
public enum PackageKitFilters : ulong
{
    Unknown = 1UL << 0,
    None = 1UL << 1,
    Installed = 1UL << 2,
    NotInstalled = 1UL << 3,
    Devel = 1UL << 4,
    NotDevel = 1UL << 5,
    Gui = 1UL << 6,
    NotGui = 1UL << 7,
    Free = 1UL << 8,
    NotFree = 1UL << 9,
    Visible = 1UL << 10,
    NotVisible = 1UL << 11,
    Supported = 1UL << 12,
    NotSupported = 1UL << 13,
    Basename = 1UL << 14,
    NotBasename = 1UL << 15,
    Newest = 1UL << 16,
    NotNewest = 1UL << 17,
    Arch = 1UL << 18,
    NotArch = 1UL << 19,
    Source = 1UL << 20,
    NotSource = 1UL << 21,
    Collections = 1UL << 22,
    NotCollections = 1UL << 23,
    Application = 1UL << 24,
    NotApplication = 1UL << 25,
    Downloaded = 1UL << 26,
    NotDownloaded = 1UL << 27,
}
