using LinuxPatchApi.HostServices.PackageKit.Model;
using LinuxPatchApi.HostServices.PackageKit.Vocabulary;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Packages.Engines.PackageKit;

/// <summary>PackageKit's package rows to ours. Pure.</summary>
internal static class PackageKitRows
{
    /// <summary>Null for rows that say nothing of the result (progress steps, clean-up of the former version).</summary>
    public static SimulatedChange? Simulated(PackageKitPackage row)
    {
        SimulatedKind? kind = row.Info switch
        {
            PackageKitInfo.Installing or PackageKitInfo.Install => SimulatedKind.Install,
            PackageKitInfo.Updating => SimulatedKind.Update,
            PackageKitInfo.Downgrading or PackageKitInfo.Downgrade => SimulatedKind.Downgrade,
            PackageKitInfo.Reinstalling => SimulatedKind.Reinstall,
            PackageKitInfo.Removing or PackageKitInfo.Remove or PackageKitInfo.Obsoleting or PackageKitInfo.Obsolete => SimulatedKind.Remove,
            PackageKitInfo.Untrusted => SimulatedKind.Untrusted,
            _ => null,
        };
        return kind is { } known ? new SimulatedChange(known, row.Id.Name, row.Id.Architecture, row.Id.Version, Repository(row.Id)) : null;
    }

    /// <summary>Null for rows of GetUpdates that are no updates: apt also lists what an upgrade would install and remove.</summary>
    public static UpdateCandidate? Update(PackageKitPackage row)
    {
        if (row.Info is not (PackageKitInfo.Low or PackageKitInfo.Enhancement or PackageKitInfo.Normal or PackageKitInfo.Bugfix or PackageKitInfo.Important
            or PackageKitInfo.Security or PackageKitInfo.Critical or PackageKitInfo.Blocked or PackageKitInfo.Available))
        {
            return null;
        }

        var security = row.Info is PackageKitInfo.Security or PackageKitInfo.Critical;
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

    /// <summary>apt marks installed rows <c>auto:REPO</c> and <c>manual:REPO</c>, others <c>installed:REPO</c>; simulations add a plus.</summary>
    public static string? Repository(PackageId id)
    {
        var data = id.Data.TrimStart('+');
        var colon = data.IndexOf(':');
        var repository = colon >= 0 && data[..colon] is "auto" or "manual" or "installed" ? data[(colon + 1)..] : data;
        return repository is "" or "installed" or "local" ? null : repository;
    }

    /// <summary>PackageKit's own word (pk-enum.c).</summary>
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
        // dnf5 gives rows without an advisory as "available".
        PackageKitInfo.Available => "normal",
        _ => "unknown",
    };

    /// <summary>The severity packed beside a security update, as dnf's backends fill it: Low, Moderate (normal), Important, Critical.
    /// apt packs "security" again, which says nothing of how severe it is.</summary>
    private static string Severity(PackageKitInfo packed) => packed switch
    {
        PackageKitInfo.Critical => "critical",
        PackageKitInfo.Important => "high",
        PackageKitInfo.Normal => "medium",
        PackageKitInfo.Low => "low",
        _ => Severities.Unknown,
    };
}
