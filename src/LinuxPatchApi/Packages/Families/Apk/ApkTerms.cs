using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Apk;

/// <summary>apk's words.</summary>
internal static class ApkTerms
{
    public static readonly PackageTerms Instance = new()
    {
        Manager = "apk-tools",
        NeutralArchitecture = "noarch",
        Word = "apk",
        RefreshCommand = "apk update",
        CheckCommand = "apk audit --system",
        OldKernels = "apk del NAME",
        MarkAutomatic = "apk del",
        PolkitPackage = "polkit",
        Lock = "apk's lock",
        FileCache = "apk's cache",
    };
}
