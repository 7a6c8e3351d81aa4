using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Operations.PackageChanges.Planning;

/// <summary>Checks right before its transaction that a plan still fits the host. Pure.</summary>
internal static class PlanAge
{
    /// <param name="settings">When the package manager's settings last changed.</param>
    /// <returns>Null when it fits; else what has changed since.</returns>
    public static string? WhyOutdated(PreparedChange prepared, InstalledInventory now, DateTimeOffset? settings)
    {
        if (NewWish(prepared, now, settings) is { } wish)
        {
            return wish;
        }

        var moved = prepared.Plan.Changes.Where(c => now.Predecessor(new PackageKey(c.Name, c.Architecture))?.Version != c.FromVersion)
            .Select(c => c.Name).ToList();
        return moved.Count == 0 ? null : $"somebody else changed {string.Join(", ", moved)} meanwhile";
    }

    /// <summary>A hold, or a pin or source of the package manager's settings, that was set since the plan was made.</summary>
    public static string? NewWish(PreparedChange prepared, InstalledInventory now, DateTimeOffset? settings) =>
        NewlyHeld(prepared, now) ?? NewSettings(prepared, settings);

    /// <inheritdoc cref="NewWish(PreparedChange, InstalledInventory, DateTimeOffset?)"/>
    /// <param name="now">The host's own lists of holds.</param>
    public static string? NewWish(PreparedChange prepared, HoldList now, DateTimeOffset? settings) =>
        Told(prepared.Plan.Changes.Where(
            c => prepared.Before.Predecessor(new PackageKey(c.Name, c.Architecture)) is { Held: false } p && now(p) is not null)
                .Select(c => c.Name).Distinct(StringComparer.Ordinal))
            ?? NewSettings(prepared, settings);

    /// <returns>Null when no package of the plan was put on hold since it was made; else which.</returns>
    public static string? NewlyHeld(PreparedChange prepared, InstalledInventory now) => Told(PlanGuard.Held(prepared.Plan.Changes, now)
        .Except(PlanGuard.Held(prepared.Plan.Changes, prepared.Before), StringComparer.Ordinal));

    private static string? Told(IEnumerable<string> held) =>
        string.Join(", ", held) is { Length: > 0 } names ? $"{names} was put on hold meanwhile" : null;

    private static string? NewSettings(PreparedChange prepared, DateTimeOffset? settings) =>
        settings == prepared.Settings ? null : "the package manager's settings were changed meanwhile";
}
