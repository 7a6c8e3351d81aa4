using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Alpm;

/// <summary>The terms of pacman.</summary>
internal static class AlpmTerms
{
    public static readonly PackageTerms Instance = new()
    {
        Manager = "pacman",
        NeutralArchitecture = "any",
        HasOneBuildPerName = true,
        WireName = "pacman",
        RefreshCommand = "pacman -Sy",
        Refresh = new PlainRefreshTexts("PGP signature", "unknown trust"),
        CheckCommand = "pacman -Dk",
        RunScriptsAgain = "pacman -S NAME",
        OldKernels = "pacman -R NAME",
        MarkAutomatic = "pacman -D --asdeps",
        PolkitPackage = "polkit",
        Lock = "pacman's lock",
        LiftHold = "take {name} out of IgnorePkg, or its group out of IgnoreGroup, in /etc/pacman.conf on the host",
        BeyondApply = "An apply never does that: run 'pacman -Syu' on the host, which asks",
        DowngradeBeyondApply = "an apply never does that: run 'pacman -Syuu' on the host, which asks",
        FileCache = "pacman's cache",
        CurrentKey = "update the distribution's package of keys first (archlinux-keyring), or the key by 'pacman-key' on the host",
    };
}
