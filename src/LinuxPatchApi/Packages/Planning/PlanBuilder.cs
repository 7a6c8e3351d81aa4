using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Planning;

/// <summary>Builds a plan from a simulation and the installed set. Pure.</summary>
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

            // A replacement comes as a removal and an installation of one package; only the result counts. When several versions of a
            // package are installed (kernels of rpm), the removal of one is a change of its own.
            var version = change.Action == ChangeAction.Remove && IsOneOfSeveral(row, installed) ? row.Version : null;
            var key = (change.Name, change.Architecture, version);
            if (change.Action != ChangeAction.Remove || !changes.ContainsKey(key))
            {
                changes[key] = change;
            }
        }

        return [.. changes.Values.Where(c => c.Action != ChangeAction.Remove || !IsReplaced(c, changes.Values, installed))];
    }

    /// <summary>
    /// True when the removed build makes place for one of another architecture that replaces it: such a move may come as two changes too.
    /// </summary>
    private static bool IsReplaced(PackageChange removed, IEnumerable<PackageChange> changes, InstalledInventory installed)
    {
        var key = new PackageKey(removed.Name, removed.Architecture);
        return installed.Versions(key).Count == 1 && changes.Any(c => c.Name == removed.Name && c.ToVersion is not null
            && installed.Predecessor(new PackageKey(c.Name, c.Architecture))?.Key == key);
    }

    /// <summary>Returns the change of a package that is already as requested: it is reported, not silently left out.</summary>
    public static PackageChange Skip(string name, string architecture, string? version, string reason) =>
        new(name, architecture, ChangeAction.Upgrade, version, version, ChangeOutcome.Skipped, reason);

    private static PackageChange? Change(SimulatedChange row, InstalledInventory installed)
    {
        var previous = installed.Predecessor(new PackageKey(row.Name, row.Architecture));
        if (row.Kind == SimulatedKind.Remove)
        {
            return previous is null ? null
                : Planned(row, ChangeAction.Remove, IsOneOfSeveral(row, installed) ? row.Version : previous.Version, null);
        }

        if (previous is null)
        {
            return Planned(row, ChangeAction.Install, null, row.Version);
        }

        var action = row.Kind switch
        {
            SimulatedKind.Downgrade => ChangeAction.Downgrade,
            _ when previous.Version == row.Version => ChangeAction.Reinstall,
            _ => ChangeAction.Upgrade,
        };
        return Planned(row, action, previous.Version, row.Version) with
        {
            Replaces = row.Kind is SimulatedKind.Update or SimulatedKind.Downgrade && installed.Terms.RemoveDuplicates is not null,
        };
    }

    private static bool IsOneOfSeveral(SimulatedChange row, InstalledInventory installed) =>
        installed.Versions(new PackageKey(row.Name, row.Architecture)) is { Count: > 1 } versions
        && versions.Any(v => v.Version == row.Version);

    private static PackageChange Planned(SimulatedChange row, ChangeAction action, string? from, string? to) =>
        new(row.Name, row.Architecture, action, from, to, ChangeOutcome.Planned, null);
}
