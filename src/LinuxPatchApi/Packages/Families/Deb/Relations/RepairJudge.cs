using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Repairs;

namespace LinuxPatchApi.Packages.Families.Deb.Relations;

/// <summary>
/// Predicts apt's repair: it first solves the relations of the installed set, for which it removes and installs any package, and then lets
/// dpkg configure. Only a set that needs no solving is configured without other changes. Pure.
/// </summary>
internal static class RepairJudge
{
    /// <param name="views">The installed set as dpkg sees it, and as apt sees it where that differs.</param>
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
            return (
                package.RemovalWanted ? "was being removed" : "was being unpacked; its files may be of two versions",
                Unfinished.Remedy(package, DebTerms.Instance));
        }

        var problem = relations.Problem(related, IsThere);
        return (problem?.Text, problem?.Kind switch
        {
            null => null,
            RelationProblemKind.Unmet =>
                $"install what it needs by name (POST /api/v1/packages), or remove {package.Name} by name "
                + $"(DELETE /api/v1/packages/{package.Name})",
            RelationProblemKind.OtherVersion =>
                $"bring both to one version by name (PUT /api/v1/packages/{package.Name}:{package.Architecture}), "
                + "or remove one of them by name",
            _ => "remove one of the two by name (DELETE /api/v1/packages/{name}); where that would take the other along, with force, and "
                + "install the other again",
        });
    }

    /// <summary>An unpacked package will be configured and counts; a half-installed one does not.</summary>
    private static bool IsThere(RelatedPackage package) => package.Package is { State: not InstalledState.HalfInstalled };

    /// <summary>Returns the package, those that it conflicts with, and all that depend on these.</summary>
    private static IReadOnlyList<InstalledPackage> AtWorstOf(PackageRelations relations, RelatedPackage package)
    {
        var gone = new HashSet<RelatedPackage>(relations.Excluded(package), ReferenceEqualityComparer.Instance) { package };
        for (var count = 0; count != gone.Count;)
        {
            count = gone.Count;
            gone.UnionWith(relations.Packages.Where(p => !gone.Contains(p)
                && relations.Problem(p, o => !gone.Contains(o) && IsThere(o))?.Kind == RelationProblemKind.Unmet));
        }

        return [.. RepairPlan.Sorted(gone.Select(p => p.Package))];
    }
}
