using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Deb.Indexes;

/// <summary>What an index says of a version that is newer than the installed one.</summary>
/// <param name="Security">Whether its suite or label is the distribution's for security updates.</param>
/// <param name="PhasedPercentage">The share of hosts that get it now; null when everybody does.</param>
/// <param name="Depends">Pre-Depends and Depends as written.</param>
internal sealed record IndexedUpdate(AvailablePackage Package, bool Security, int? PhasedPercentage, string Depends)
{
    /// <summary>Conflicts and Breaks as written.</summary>
    public string Excludes { get; init; } = "";

    /// <summary>What the host's preferences or signatures say against it; null when nothing.</summary>
    public Blocked? Blocked { get; init; }
}
