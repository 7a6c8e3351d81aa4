using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Repairs;

/// <summary>Why the package manager's repair may do more than configure installed packages.</summary>
/// <param name="Why">What is wrong with the package.</param>
/// <param name="AtWorst">What the repair may remove: the package, and all that cannot stay without it. Sorted by name.</param>
/// <param name="Remedy">How to solve it without a repair.</param>
internal sealed record RepairObstacle(InstalledPackage Package, string Why, IReadOnlyList<InstalledPackage> AtWorst, string Remedy)
{
    /// <summary>The package and what is wrong with it, for people.</summary>
    public string Problem => $"{Package.DisplayText} {Why}";
}

/// <summary>
/// What a repair would do. PackageKit cannot simulate one, so it is judged from the package database: it is safe only when there is nothing
/// to solve. Pure.
/// </summary>
/// <param name="Configured">What would be configured, or have its triggers run. Sorted by name.</param>
/// <param name="Obstacles">Empty when nothing can be removed or installed. Sorted by name.</param>
/// <param name="Unmerged">Entries of the package manager's journal, which PackageKit's repair leaves alone.</param>
/// <param name="Terms">The terms of the family.</param>
internal sealed record RepairPlan(
    IReadOnlyList<InstalledPackage> Configured, IReadOnlyList<RepairObstacle> Obstacles, int Unmerged, PackageTerms Terms)
{
    /// <summary>Everything that the repair may remove.</summary>
    public IReadOnlyList<InstalledPackage> AtWorst => [.. Sorted(Obstacles.SelectMany(o => o.AtWorst).Distinct())];

    /// <summary>Returns null when the repair may run.</summary>
    /// <param name="force">True when the client accepted removals.</param>
    public PackageFailure? Refusal(bool force) => force || Obstacles.Count == 0
        ? null
        : new PackageFailure(
            JobErrorCode.DependencyConflict,
            $"{Risk}. To accept removals repeat with force and acknowledge_package_removal_risk",
            Retryable: false);

    /// <summary>What the repair may remove, and how to solve it without a repair; null when it removes nothing.</summary>
    public string? Risk => Obstacles.Count == 0 ? null
        : $"the package manager's repair might remove {string.Join(", ", AtWorst.Select(p => p.Name))}; nothing was changed. "
            + string.Join("; ", Obstacles.Select(o => $"{o.Problem}: {o.Remedy}"));

    public static IEnumerable<InstalledPackage> Sorted(IEnumerable<InstalledPackage> packages) =>
        packages.OrderBy(p => p.Name, StringComparer.Ordinal).ThenBy(p => p.Architecture, StringComparer.Ordinal);
}
