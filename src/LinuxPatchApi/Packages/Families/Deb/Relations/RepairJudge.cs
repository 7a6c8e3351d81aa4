using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Packages.Families.Deb.Relations;

/// <summary>
/// What apt's repair would do: it first makes the installed set solvable, for which it removes and installs whatever it likes, and then lets dpkg
/// configure. So only what has nothing to solve is configured alone. Pure.
/// </summary>
internal static class RepairJudge
{
    /// <param name="views">The installed set as dpkg sees it; and as apt sees it, where that is another.</param>
    public static RepairPlan Of(IReadOnlyList<PackageRelations> views, int unmerged)
    {
        var obstacles = views.SelectMany(ObstaclesOf).GroupBy(o => o.Package.Key).Select(g => g.First())
            .OrderBy(o => o.Package.Name, StringComparer.Ordinal).ThenBy(o => o.Package.Architecture, StringComparer.Ordinal).ToList();
        var configured = views[0].Packages.Select(p => p.Package)
            .Where(p => !p.ReinstallRequired && p.State is not (InstalledState.Installed or InstalledState.HalfInstalled));
        return new RepairPlan([.. RepairPlan.Sorted(configured)], obstacles, unmerged, DebTerms.Instance);
    }

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
            return (package.RemovalWanted ? "was being removed" : "was being unpacked; its files may be of two versions", Unfinished.Cure(package, DebTerms.Instance));
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

        return [.. RepairPlan.Sorted(gone.Select(p => p.Package))];
    }
}
