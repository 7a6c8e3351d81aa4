namespace LinuxPatchApi.Packages.Backends;

/// <summary>Options that not every package manager can honour through its D-Bus interface.</summary>
internal enum BackendOption
{
    NoRecommends,
    Reinstall,
    AllowDowngrade,
    Purge,
    ExactVersion,
}

/// <summary>What a package manager behind PackageKit can honour. Pure; each cell was measured (facts, section 1; packagekit, c.9).</summary>
internal static class BackendOptions
{
    /// <summary>Null when the option works; else why not.</summary>
    public static string? WhyNot(BackendOption option, BackendInfo backend) => option switch
    {
        BackendOption.NoRecommends => "PackageKit has no such flag; set APT::Install-Recommends (apt) or install_weak_deps (dnf) on the host",
        BackendOption.Purge => "PackageKit removes packages and keeps their configuration files",
        BackendOption.Reinstall when backend.PackageManager is "apt" or "pacman" => $"PackageKit's {backend.PackageManager} backend ignores it",
        BackendOption.AllowDowngrade when backend.PackageManager == "pacman" => "PackageKit's alpm backend ignores versions",
        BackendOption.ExactVersion when backend.PackageManager == "pacman" => "PackageKit's alpm backend ignores versions",
        BackendOption.ExactVersion when backend.PackageManager == "apt" && backend.Version < FirstWithExactVersions =>
            $"PackageKit {backend.Version} ignores the version and installs the newest; {FirstWithExactVersions} or later is needed",
        _ => null,
    };

    /// <summary>1.2.2 (Debian 11) ignores it, 1.2.5 (Ubuntu 22.04) does not.</summary>
    private static readonly Version FirstWithExactVersions = new(1, 2, 5);
}
