using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Planning;

/// <summary>Reads what a repair is planned from: the package database, nothing else.</summary>
internal interface IRepairPlanner
{
    /// <summary>Null where there is nothing to plan from.</summary>
    PackageResult<RepairPlan>? Plan(CancellationToken cancellationToken);
}

/// <summary>For package managers whose packages are never installed in part.</summary>
internal sealed class NoRepairPlanner : IRepairPlanner
{
    public PackageResult<RepairPlan>? Plan(CancellationToken cancellationToken) => null;
}
