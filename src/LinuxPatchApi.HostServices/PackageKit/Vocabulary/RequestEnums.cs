namespace LinuxPatchApi.HostServices.PackageKit.Vocabulary;

/// <summary>What a transaction does (PkRoleEnum). Numbers as sent; a number that is not named here is kept as it came.</summary>
public enum PackageKitRole : uint
{
    Unknown = 0,
    Cancel = 1,
    DependsOn = 2,
    GetDetails = 3,
    GetFiles = 4,
    GetPackages = 5,
    GetRepoList = 6,
    RequiredBy = 7,
    GetUpdateDetail = 8,
    GetUpdates = 9,
    InstallFiles = 10,
    InstallPackages = 11,
    InstallSignature = 12,
    RefreshCache = 13,
    RemovePackages = 14,
    RepoEnable = 15,
    RepoSetData = 16,
    Resolve = 17,
    SearchDetails = 18,
    SearchFile = 19,
    SearchGroup = 20,
    SearchName = 21,
    UpdatePackages = 22,
    WhatProvides = 23,
    AcceptEula = 24,
    DownloadPackages = 25,
    GetDistroUpgrades = 26,
    GetCategories = 27,
    GetOldTransactions = 28,
    RepairSystem = 29,
    GetDetailsLocal = 30,
    GetFilesLocal = 31,
    RepoRemove = 32,
    UpgradeSystem = 33,
}

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
