using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Alpm;

/// <summary>pacman's words.</summary>
internal static class AlpmTerms
{
    public static readonly PackageTerms Instance = new()
    {
        Manager = "pacman",
        NeutralArchitecture = "any",
        Word = "pacman",
        RefreshCommand = "pacman -Sy",
        CheckCommand = "pacman -Dk",
        OldKernels = "pacman -R NAME",
        MarkAutomatic = "pacman -D --asdeps",
        PolkitPackage = "polkit",
        Lock = "pacman's lock",
        FileCache = "pacman's cache",
    };
}
