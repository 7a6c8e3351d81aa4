using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Planning;

/// <summary>Why the package manager's repair may do more than configure what is there.</summary>
/// <param name="Why">What is wrong with the package.</param>
/// <param name="AtWorst">What would go: the package, and whatever cannot be there without it. Sorted by name.</param>
/// <param name="Remedy">What cures it without a repair.</param>
internal sealed record RepairObstacle(InstalledPackage Package, string Why, IReadOnlyList<InstalledPackage> AtWorst, string Remedy);

/// <summary>
/// What a repair would do. PackageKit cannot simulate one, so it is judged from the package database: it is safe only when there is nothing to
/// solve. Pure.
/// </summary>
/// <param name="Configured">What would be configured, or have its triggers run. Sorted by name.</param>
/// <param name="Obstacles">Empty when nothing can be removed or installed. Sorted by name.</param>
/// <param name="Unmerged">Entries of the package manager's journal, which PackageKit's repair does not touch.</param>
/// <param name="Terms">The words of the family.</param>
internal sealed record RepairPlan(IReadOnlyList<InstalledPackage> Configured, IReadOnlyList<RepairObstacle> Obstacles, int Unmerged, PackageTerms Terms)
{
    /// <summary>Everything that might be removed.</summary>
    public IReadOnlyList<InstalledPackage> AtWorst => [.. Sorted(Obstacles.SelectMany(o => o.AtWorst).Distinct())];

    /// <summary>Null when the repair may run.</summary>
    /// <param name="force">Whether removals were accepted.</param>
    public PackageFailure? Refusal(bool force) => force || Obstacles.Count == 0
        ? null
        : new PackageFailure(
            JobErrorCode.DependencyConflict,
            $"the package manager's repair might remove {string.Join(", ", AtWorst.Select(p => p.Name))}; nothing was changed. "
            + string.Join("; ", Obstacles.Select(o => $"{o.Package.Told} {o.Why}: {o.Remedy}"))
            + ". To accept removals repeat with force and acknowledge_package_removal_risk",
            Retryable: false);

    /// <summary>As the answer of a dry run. What is only configured keeps its version and is told in words.</summary>
    public Plan Told() => new(
        [.. AtWorst.Select(p => new PackageChange(p.Name, p.Architecture, ChangeAction.Remove, p.Version, null, ChangeOutcome.Planned, "at worst"))],
        [],
        DownloadBytes: Obstacles.Count == 0 ? 0 : null,
        DiskBytes: Obstacles.Count == 0 ? 0 : null,
        RequiresReboot: false,
        [
            .. Configured.Select(p => $"{p.Name} {p.Version} would be configured"),
            .. Configured.Count == 0 && Obstacles.Count == 0 ? ["no package is installed in part"] : Array.Empty<string>(),
            .. Unmerged > 0 ? [$"{Terms.Journal(Unmerged)}: {Terms.FinishJournal}"] : Array.Empty<string>(),
            .. Obstacles.Select(o => $"{o.Package.Told} {o.Why}; at worst {string.Join(", ", o.AtWorst.Select(p => p.Name))} would be removed: {o.Remedy}"),
        ]);

    /// <summary>What can be told where no files say what a repair would do.</summary>
    public static Plan Unplanned(InstalledInventory installed) => Plan.Empty with
    {
        DownloadBytes = null,
        DiskBytes = null,
        Warnings =
        [
            .. installed.Broken.Count > 0 ? installed.Broken.Select(p => $"{p.Name} {p.Version} would be configured") : ["no package is installed in part"],
            "a repair cannot be simulated: what else it changes is told by the job",
        ],
    };

    public static IEnumerable<InstalledPackage> Sorted(IEnumerable<InstalledPackage> packages) =>
        packages.OrderBy(p => p.Name, StringComparer.Ordinal).ThenBy(p => p.Architecture, StringComparer.Ordinal);
}
