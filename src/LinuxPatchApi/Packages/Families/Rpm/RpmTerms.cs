using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Rpm;

/// <summary>The terms of rpm and dnf.</summary>
internal static class RpmTerms
{
    public static readonly PackageTerms Instance = new()
    {
        Manager = "rpm",
        NeutralArchitecture = "noarch",
        WireName = "dnf",
        RefreshCommand = "dnf makecache",
        CheckCommand = "dnf check",
        OldKernels = "dnf remove --oldinstallonly",
        RemoveDuplicates = "dnf remove --duplicates",
        MarkAutomatic = "dnf mark remove",
        PolkitPackage = "polkit",
        Lock = "rpm's lock",
        FileCache = "dnf's cache",
        LiftHold = "run 'dnf versionlock delete {name}' or take it out of excludepkgs on the host, "
            + "or force it once: PUT /api/v1/packages/{name} with options.force",
    };
}
