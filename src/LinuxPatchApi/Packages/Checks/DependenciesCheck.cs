using LinuxPatchApi.Checks;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Repairs;

namespace LinuxPatchApi.Packages.Checks;

/// <summary>Checks that the dependencies of every installed package are met.</summary>
internal sealed class DependenciesCheck(IRepairPlanner repairs, InstalledCache installed, Func<bool> packageJobRuns) : ICheck
{
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
            _known = known = new Known(present, repairs.Plan(cancellationToken));
        }

        return Judge(known.Plan, packageJobRuns());
    }

    /// <param name="plan">From the package database; null where it has no dependencies.</param>
    /// <param name="busy">A package job runs; what it has unpacked may wait for the rest by right.</param>
    public static CheckResult Judge(PackageResult<RepairPlan>? plan, bool busy)
    {
        if (busy || plan is not { IsSuccess: true } read)
        {
            return CheckResult.NotTested(Name, busy ? "a package job is running" : "the package database does not tell");
        }

        // What is half-installed is told by the check of the database.
        var unsolved = read.Value.Obstacles
            .Where(o => o.Package is { State: not InstalledState.HalfInstalled, ReinstallRequired: false }).ToList();
        return unsolved.Count == 0
            ? CheckResult.Ok(Name, "met")
            : CheckResult.Fail(
                Name,
                $"{unsolved.Count} package(s) without what they need",
                string.Join("; ", unsolved.Take(10).Select(o => $"{o.Package.Name} {o.Package.Version} {o.Why}")),
                unsolved[0].Remedy);
    }

    private sealed record Known(InstalledInventory? Present, PackageResult<RepairPlan>? Plan);
}
