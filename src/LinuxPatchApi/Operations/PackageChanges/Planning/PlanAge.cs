using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Operations.PackageChanges.Planning;

/// <summary>Whether a plan still fits the host right before its transaction. Pure.</summary>
internal static class PlanAge
{
    /// <returns>Null when it fits; else what changed since.</returns>
    public static string? WhyOutdated(PreparedChange prepared, InstalledInventory now)
    {
        if (NewlyHeld(prepared, now) is { } held)
        {
            return held;
        }

        var moved = prepared.Plan.Changes.Where(c => now.Predecessor(new PackageKey(c.Name, c.Architecture))?.Version != c.FromVersion).Select(c => c.Name).ToList();
        return moved.Count == 0 ? null : $"somebody else changed {string.Join(", ", moved)} meanwhile";
    }

    /// <returns>Null when no package of the plan was put on hold since it was made; else which.</returns>
    public static string? NewlyHeld(PreparedChange prepared, InstalledInventory now)
    {
        var held = PlanGuard.Held(prepared.Plan.Changes, now).Except(PlanGuard.Held(prepared.Plan.Changes, prepared.Before), StringComparer.Ordinal).ToList();
        return held.Count == 0 ? null : $"{string.Join(", ", held)} was put on hold meanwhile";
    }
}
