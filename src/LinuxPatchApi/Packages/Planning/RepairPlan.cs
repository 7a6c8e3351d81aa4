using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Families.Deb.Relations;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Planning;

/// <summary>Why the package manager's repair may do more than configure what is there.</summary>
/// <param name="Why">What is wrong with the package.</param>
/// <param name="AtWorst">What would go: the package, and whatever cannot be there without it. Sorted by name.</param>
/// <param name="Remedy">What cures it without a repair.</param>
internal sealed record RepairObstacle(InstalledPackage Package, string Why, IReadOnlyList<InstalledPackage> AtWorst, string Remedy);

/// <summary>
/// What a repair would do. PackageKit cannot simulate one: apt first makes the installed set solvable, for which it removes and installs
/// whatever it likes, and then lets dpkg configure. So a repair is safe only when there is nothing to solve. Pure.
/// </summary>
/// <param name="Configured">What would be configured, or have its triggers run. Sorted by name.</param>
/// <param name="Obstacles">Empty when nothing can be removed or installed. Sorted by name.</param>
/// <param name="Unmerged">Entries of dpkg's journal, which PackageKit's repair does not touch.</param>
internal sealed record RepairPlan(IReadOnlyList<InstalledPackage> Configured, IReadOnlyList<RepairObstacle> Obstacles, int Unmerged)
{
    /// <summary>Everything that might be removed.</summary>
    public IReadOnlyList<InstalledPackage> AtWorst => [.. Sorted(Obstacles.SelectMany(o => o.AtWorst).Distinct())];

    /// <param name="views">The installed set as dpkg sees it; and as apt sees it, where that is another.</param>
    public static RepairPlan Of(IReadOnlyList<PackageRelations> views, int unmerged)
    {
        var obstacles = views.SelectMany(ObstaclesOf).GroupBy(o => o.Package.Key).Select(g => g.First())
            .OrderBy(o => o.Package.Name, StringComparer.Ordinal).ThenBy(o => o.Package.Architecture, StringComparer.Ordinal).ToList();
        var configured = views[0].Packages.Select(p => p.Package)
            .Where(p => !p.ReinstallRequired && p.State is not (InstalledState.Installed or InstalledState.HalfInstalled));
        return new RepairPlan([.. Sorted(configured)], obstacles, unmerged);
    }

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
            .. Unmerged > 0 ? [$"{Unfinished.Journal(Unmerged)}: {Remedies.UnmergedJournal}"] : Array.Empty<string>(),
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

    private static IEnumerable<RepairObstacle> ObstaclesOf(PackageRelations relations)
    {
        foreach (var package in relations.Packages)
        {
            var (why, remedy) = Judge(relations, package);
            if (why is not null)
            {
                yield return new RepairObstacle(package.Package, why, AtWorstOf(relations, package), remedy!);
            }
        }
    }

    private static (string? Why, string? Remedy) Judge(PackageRelations relations, RelatedPackage related)
    {
        var package = related.Package;
        if (package.State == InstalledState.HalfInstalled || package.ReinstallRequired)
        {
            return (package.RemovalWanted ? "was being removed" : "was being unpacked; its files may be of two versions", Unfinished.Cure(package));
        }

        var problem = relations.Problem(related, IsThere);
        return problem is null ? (null, null)
            : problem.StartsWith("needs", StringComparison.Ordinal)
                ? (problem, $"install what it needs by name (POST /api/v1/packages), or remove {package.Name} by name (DELETE /api/v1/packages/{package.Name})")
            : problem.StartsWith(PackageRelations.OtherVersion, StringComparison.Ordinal)
                ? (problem, $"bring both to one version by name (PUT /api/v1/packages/{package.Name}:{package.Architecture}), or remove one of them by name")
                : (problem, "remove one of the two by name (DELETE /api/v1/packages/{name})");
    }

    /// <summary>What is unpacked will be configured; what is half-installed is not there for anybody.</summary>
    private static bool IsThere(RelatedPackage package) => package.Package is { State: not InstalledState.HalfInstalled };

    /// <summary>The package, the other side of its conflicts, and all that cannot be there without them.</summary>
    private static IReadOnlyList<InstalledPackage> AtWorstOf(PackageRelations relations, RelatedPackage package)
    {
        var gone = new HashSet<RelatedPackage>(relations.Excluded(package), ReferenceEqualityComparer.Instance) { package };
        for (var count = 0; count != gone.Count;)
        {
            count = gone.Count;
            gone.UnionWith(relations.Packages.Where(p => !gone.Contains(p) && relations.Problem(p, o => !gone.Contains(o) && IsThere(o))?.StartsWith("needs", StringComparison.Ordinal) == true));
        }

        return [.. Sorted(gone.Select(p => p.Package))];
    }

    private static IEnumerable<InstalledPackage> Sorted(IEnumerable<InstalledPackage> packages) =>
        packages.OrderBy(p => p.Name, StringComparer.Ordinal).ThenBy(p => p.Architecture, StringComparer.Ordinal);
}
