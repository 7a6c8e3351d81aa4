using LinuxPatchApi.Checks;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Families.Dependencies;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Repairs;

namespace LinuxPatchApi.Packages.Checks;

/// <summary>Checks that the dependencies of every installed package are met.</summary>
/// <param name="relations">Read where the repair has no plan; null where nothing is read.</param>
/// <param name="family">Says why nothing is read, and orders versions; null only where <paramref name="relations"/> is.</param>
internal sealed class DependenciesCheck(
    IRepairPlanner repairs,
    InstalledCache installed,
    Func<bool> packageJobRuns,
    IRelations? relations = null,
    IPackageFamily? family = null) : ICheck
{
    /// <summary>Packages named in one answer. Origin: as many as a person reads.</summary>
    private const int MostNamed = 10;

    private const string Busy = "a package job is running";

    private Known? _known;

    public const string Name = "package-dependencies";

    public string Id => Name;

    /// <summary>Health asks often: the relations of a whole host are judged again only when its package database was read again.</summary>
    public async ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken)
    {
        await installed.ForHealthAsync(cancellationToken);
        var present = installed.Latest;
        if (_known is not { } known || depth == CheckDepth.Asked || !ReferenceEquals(known.Present, present))
        {
            _known = known = new Known(present, repairs.Plan(cancellationToken), relations?.Read(cancellationToken));
        }

        return known.Relations is { } read && family is not null
            ? Judge(read, family.VersionOrder, packageJobRuns())
            : Judge(known.Plan, packageJobRuns(), family?.Of(Feature.Relations, EngineInfo.Unknown).Obstacle);
    }

    /// <param name="plan">From the package database; null where it has no dependencies.</param>
    /// <param name="busy">A package job runs; what it has unpacked may wait for the rest by right.</param>
    /// <param name="whyNot">Why the package database has none; null where it is only not readable now.</param>
    public static CheckResult Judge(PackageResult<RepairPlan>? plan, bool busy, string? whyNot = null)
    {
        if (busy || plan is not { IsSuccess: true } read)
        {
            return CheckResult.NotTested(Name, busy ? Busy : whyNot ?? "the package database does not tell");
        }

        // What is half-installed is told by the check of the database.
        var unsolved = read.Value.Obstacles
            .Where(o => o.Package is { State: not InstalledState.HalfInstalled, ReinstallRequired: false }).ToList();
        return unsolved.Count == 0
            ? CheckResult.Ok(Name, "met")
            : CheckResult.Fail(
                Name,
                $"{unsolved.Count} package(s) without what they need",
                string.Join("; ", unsolved.Take(MostNamed).Select(o => $"{o.Package.Name} {o.Package.Version} {o.Why}")),
                unsolved[0].Remedy);
    }

    /// <summary>For the families whose repair has no plan.</summary>
    public static CheckResult Judge(PackageResult<IReadOnlyList<PackageRelations>> relations, IComparer<string> order, bool busy)
    {
        if (busy || !relations.IsSuccess)
        {
            return CheckResult.NotTested(Name, busy ? Busy : $"the package database cannot be read: {relations.Failure!.Message}");
        }

        var unmet = UnmetRelations.Of(relations.Value, order);
        var more = unmet.Count > MostNamed ? $"; and {unmet.Count - MostNamed} more" : "";
        return unmet.Count == 0
            ? CheckResult.Ok(Name, "met")
            : CheckResult.Fail(
                Name,
                $"{unmet.Count} package(s) without what they need",
                string.Join("; ", unmet.Take(MostNamed).Select(u => $"{u.Name} {u.Version} {u.Why}")) + more,
                "install what is missing (POST /api/v1/packages), or remove one of the packages by name (DELETE /api/v1/packages/{name})");
    }

    private sealed record Known(
        InstalledInventory? Present, PackageResult<RepairPlan>? Plan, PackageResult<IReadOnlyList<PackageRelations>>? Relations);
}
