using LinuxPatchApi.HostServices.PackageKit.Model;
using LinuxPatchApi.HostServices.PackageKit.Vocabulary;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Engines.PackageKit;

/// <summary>Maps PackageKit's package rows to the agent's model. Pure.</summary>
internal static class PackageKitRows
{
    /// <summary>Returns null for rows that are not part of the result (progress steps, clean-up of the previous version).</summary>
    public static SimulatedChange? Simulated(PackageKitPackage row)
    {
        SimulatedKind? kind = row.Info switch
        {
            PackageKitInfo.Installing or PackageKitInfo.Install => SimulatedKind.Install,
            PackageKitInfo.Updating => SimulatedKind.Update,
            PackageKitInfo.Downgrading or PackageKitInfo.Downgrade => SimulatedKind.Downgrade,
            PackageKitInfo.Reinstalling => SimulatedKind.Reinstall,
            PackageKitInfo.Removing or PackageKitInfo.Remove or PackageKitInfo.Obsoleting or PackageKitInfo.Obsolete =>
                SimulatedKind.Remove,
            PackageKitInfo.Untrusted => SimulatedKind.Untrusted,
            _ => null,
        };
        return kind is { } known ? new SimulatedChange(known, row.Id.Name, row.Id.Architecture, row.Id.Version, Repository(row.Id)) : null;
    }

    /// <summary>Returns null for rows of GetUpdates that are no updates: apt also lists what an upgrade would install and remove.</summary>
    public static UpdateCandidate? Update(PackageKitPackage row)
    {
        if (row.Info is not (PackageKitInfo.Low or PackageKitInfo.Enhancement or PackageKitInfo.Normal or PackageKitInfo.Bugfix
            or PackageKitInfo.Important or PackageKitInfo.Security or PackageKitInfo.Critical or PackageKitInfo.Blocked
            or PackageKitInfo.Available))
        {
            return null;
        }

        // What is blocked says beside it what it would be.
        var security = row.Info is PackageKitInfo.Security or PackageKitInfo.Critical || row.Severity is PackageKitInfo.Security
            || (row is { Info: PackageKitInfo.Blocked, Severity: PackageKitInfo.Critical });
        return new UpdateCandidate(
            row.Id.Raw,
            row.Id.Name,
            row.Id.Architecture,
            row.Id.Version,
            Repository(row.Id),
            row.Summary,
            Kind(row.Info),
            security,
            security ? Severity(row.Severity) : Severities.Unknown,
            Held: false)
        {
            Blocked = row.Info == PackageKitInfo.Blocked ? new Blocked(BlockKind.Unknown, "the package manager calls it blocked") : null,
        };
    }

    /// <summary>
    /// Returns the repository of an id; null when there is none. apt marks installed rows <c>auto:REPO</c> and <c>manual:REPO</c>, others
    /// <c>installed:REPO</c>; simulations add a plus.
    /// </summary>
    public static string? Repository(PackageId id)
    {
        var data = id.Data.TrimStart('+');
        var colon = data.IndexOf(':');
        var repository = colon >= 0 && data[..colon] is "auto" or "manual" or "installed" ? data[(colon + 1)..] : data;
        return repository is "" or "installed" or "local" ? null : repository;
    }

    /// <summary>PackageKit's own spelling (pk-enum.c).</summary>
    private static string Kind(PackageKitInfo info) => info switch
    {
        PackageKitInfo.Low => "low",
        PackageKitInfo.Enhancement => "enhancement",
        PackageKitInfo.Normal => "normal",
        PackageKitInfo.Bugfix => "bugfix",
        PackageKitInfo.Important => "important",
        PackageKitInfo.Security => "security",
        PackageKitInfo.Critical => "critical",
        PackageKitInfo.Blocked => "blocked",
        // dnf5 reports rows without an advisory as "available".
        PackageKitInfo.Available => "normal",
        _ => "unknown",
    };

    /// <summary>
    /// Returns the severity packed beside a security update. dnf's backends fill it with Low, Moderate (normal), Important or Critical; apt
    /// repeats "security", which is not a severity.
    /// </summary>
    private static string Severity(PackageKitInfo packed) => packed switch
    {
        PackageKitInfo.Critical => "critical",
        PackageKitInfo.Important => "high",
        PackageKitInfo.Normal => "medium",
        PackageKitInfo.Low => "low",
        _ => Severities.Unknown,
    };
}
