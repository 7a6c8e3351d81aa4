using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Rpm;

/// <summary>rpm's and dnf's words.</summary>
internal static class RpmTerms
{
    public static readonly PackageTerms Instance = new()
    {
        Manager = "rpm",
        NeutralArchitecture = "noarch",
        Word = "dnf",
        RefreshCommand = "dnf makecache",
        CheckCommand = "dnf check",
        OldKernels = "dnf remove --oldinstallonly",
        MarkAutomatic = "dnf mark remove",
        PolkitPackage = "polkit",
        Lock = "rpm's lock",
        FileCache = "dnf's cache",
    };
}
