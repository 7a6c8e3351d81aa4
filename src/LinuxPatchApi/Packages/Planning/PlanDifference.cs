using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Packages.Planning;

/// <summary>The difference between the plan that a client accepted and the plan of a new simulation.</summary>
/// <param name="Added">Changes that are only in the new plan.</param>
/// <param name="Removed">Changes that were only in the previous plan.</param>
internal sealed record PlanDifference(IReadOnlyList<PackageChange> Added, IReadOnlyList<PackageChange> Removed)
{
    public static PlanDifference Between(IReadOnlyList<PackageChange> previous, IReadOnlyList<PackageChange> now) =>
        new([.. now.Except(previous)], [.. previous.Except(now)]);
}
