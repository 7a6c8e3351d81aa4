using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Planning;

/// <summary>Simulation and installed set in, plan out. Pure.</summary>
internal static class PlanBuilder
{
    public static IReadOnlyList<PackageChange> Changes(IEnumerable<SimulatedChange> simulation, InstalledInventory installed)
    {
        var changes = new SortedDictionary<(string, string, string?), PackageChange>();
        foreach (var row in simulation)
        {
            if (Change(row, installed) is not { } change)
            {
                continue;
            }

            // A replacement is told as a removal and an installation of one package; what counts is what is there afterwards. Of a package that
            // is there in several versions (a kernel of rpm), one that goes is a change of its own.
            var key = (change.Name, change.Architecture, change.Action == ChangeAction.Remove && IsOneOfSeveral(row, installed) ? row.Version : null);
            if (change.Action != ChangeAction.Remove || !changes.ContainsKey(key))
            {
                changes[key] = change;
            }
        }

        return [.. changes.Values];
    }

    /// <summary>What a client named that is already as asked for: reported, not silently left out.</summary>
    public static PackageChange Skip(string name, string architecture, string? version, string reason) =>
        new(name, architecture, ChangeAction.Upgrade, version, version, ChangeOutcome.Skipped, reason);

    private static PackageChange? Change(SimulatedChange row, InstalledInventory installed)
    {
        var former = installed.Predecessor(new PackageKey(row.Name, row.Architecture));
        if (row.Kind == SimulatedKind.Remove)
        {
            return former is null ? null : Planned(row, ChangeAction.Remove, IsOneOfSeveral(row, installed) ? row.Version : former.Version, null);
        }

        if (former is null)
        {
            return Planned(row, ChangeAction.Install, null, row.Version);
        }

        var action = row.Kind switch
        {
            SimulatedKind.Downgrade => ChangeAction.Downgrade,
            _ when former.Version == row.Version => ChangeAction.Reinstall,
            _ => ChangeAction.Upgrade,
        };
        return Planned(row, action, former.Version, row.Version);
    }

    private static bool IsOneOfSeveral(SimulatedChange row, InstalledInventory installed) =>
        installed.Versions(new PackageKey(row.Name, row.Architecture)) is { Count: > 1 } versions && versions.Any(v => v.Version == row.Version);

    private static PackageChange Planned(SimulatedChange row, ChangeAction action, string? from, string? to) =>
        new(row.Name, row.Architecture, action, from, to, ChangeOutcome.Planned, null);
}
