using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Families;

/// <summary>
/// A container of another family: real are PackageKit with its backend, the package manager's library and database, systemd and polkit;
/// the distribution's own packages are not (tests/Support/Sandbox/families.sh).
/// </summary>
public abstract class FamilyHost : AgentHost
{
    /// <summary>As <c>sandbox up --distro</c> calls it.</summary>
    public abstract string Distro { get; }

    /// <summary>The backend's own word for itself.</summary>
    public abstract string PackageManager { get; }

    /// <summary>The word for a package that runs on every machine.</summary>
    public abstract string Neutral { get; }

    private protected override string[] Options => ["--distro", Distro];

    /// <summary>The installed version by the package manager's own tool; null when it is not installed.</summary>
    internal abstract Task<string?> VersionAsync(string package);

    /// <summary>Every installed package with its version, to be compared as a whole.</summary>
    internal abstract Task<string> DatabaseAsync();

    /// <summary>Changes an installed package with the package manager's own tool, behind the agent's back.</summary>
    internal abstract Task InstallByHandAsync(string package, string version);
}
