using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Rpm;

/// <summary>The terms of rpm and dnf.</summary>
internal static class RpmTerms
{
    /// <summary>
    /// rpm's own keys, and what dnf installs and never replaces: kernels and their modules, which say so by what they provide, and that is
    /// not in any list. Origin: dnf.conf(5), installonlypkgs; the names of Enterprise Linux, Fedora and SUSE.
    /// </summary>
    private static readonly string[] SideBySide = ["gpg-pubkey", "kernel*", "kmod-*", "*-kmod-*", "*-kmp-*"];

    public static readonly PackageTerms Instance = new()
    {
        Manager = "rpm",
        NeutralArchitecture = "noarch",
        WireName = "dnf",
        RefreshCommand = "dnf makecache",
        Refresh = new PlainRefreshTexts("signature", "gpg key"),
        CheckCommand = "dnf check",
        RunScriptsAgain = "dnf reinstall NAME",
        OldKernels = "dnf remove --oldinstallonly",
        RemoveDuplicates = "dnf remove --duplicates",
        RemoveVersion = "rpm -e NAME-VERSION",
        Versions = RpmVersion.Order,
        IsSideBySide = static name => SideBySide.Any(pattern => ShellPattern.Matches(pattern, name)),
        MarkAutomatic = "dnf mark remove",
        PolkitPackage = "polkit",
        Lock = "rpm's lock",
        FileCache = "dnf's cache",
        LiftHold = "run 'dnf versionlock delete {name}' or take it out of excludepkgs on the host, "
            + "or force it once: PUT /api/v1/packages/{name} with options.force",
    };
}
