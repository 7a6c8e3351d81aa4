using LinuxPatchApi.Checks;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Packages.Checks;

/// <summary>Whether every installed package has what it needs.</summary>
internal sealed class DependenciesCheck(IRepairPlanner repairs, Func<bool> packageJobRuns) : ICheck
{
    public const string Name = "package-dependencies";

    public string Id => Name;

    public ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken) =>
        new(Judge(repairs.Plan(cancellationToken), packageJobRuns()));

    /// <param name="plan">From the package database; null where it does not tell.</param>
    /// <param name="busy">A package job runs; what it has unpacked may wait for the rest by right.</param>
    public static CheckResult Judge(PackageResult<RepairPlan>? plan, bool busy)
    {
        if (busy || plan is not { IsSuccess: true } read)
        {
            return CheckResult.Ok(Name, busy ? "a package job is running" : "not told by the package database");
        }

        // What is half-installed is told by the check of the database.
        var unsolved = read.Value.Obstacles.Where(o => o.Package is { State: not InstalledState.HalfInstalled, ReinstallRequired: false }).ToList();
        return unsolved.Count == 0
            ? CheckResult.Ok(Name, "met")
            : CheckResult.Fail(
                Name,
                $"{unsolved.Count} package(s) without what they need",
                string.Join("; ", unsolved.Take(10).Select(o => $"{o.Package.Name} {o.Package.Version} {o.Why}")),
                unsolved[0].Remedy);
    }
}
