using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Packages.Repairs;

/// <summary>Plans a repair from the package database, and nothing else.</summary>
internal interface IRepairPlanner
{
    /// <summary>Returns null where the package database gives nothing to plan from.</summary>
    PackageResult<RepairPlan>? Plan(CancellationToken cancellationToken);
}

/// <summary>For package managers whose packages are never installed in part.</summary>
internal sealed class NoRepairPlanner : IRepairPlanner
{
    public PackageResult<RepairPlan>? Plan(CancellationToken cancellationToken) => null;
}
