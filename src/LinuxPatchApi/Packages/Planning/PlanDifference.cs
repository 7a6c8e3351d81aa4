using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Packages.Planning;

/// <summary>What differs between the plan a client agreed to and the one a new simulation gives.</summary>
/// <param name="Added">Changes that were not in the former plan.</param>
/// <param name="Removed">Changes of the former plan that are gone.</param>
internal sealed record PlanDifference(IReadOnlyList<PackageChange> Added, IReadOnlyList<PackageChange> Removed)
{
    public static PlanDifference Between(IReadOnlyList<PackageChange> former, IReadOnlyList<PackageChange> now) =>
        new([.. now.Except(former)], [.. former.Except(now)]);
}
