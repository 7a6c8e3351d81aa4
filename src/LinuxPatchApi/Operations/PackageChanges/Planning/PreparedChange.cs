using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Operations.PackageChanges.Planning;

/// <summary>A plan and the one transaction that carries it out.</summary>
/// <param name="Transaction">Null when there is nothing to do.</param>
/// <param name="Before">The installed set that the plan was made on.</param>
internal sealed record PreparedChange(Plan Plan, ChangeSet? Transaction, InstalledInventory Before)
{
    /// <summary>Why nothing can be done although something was selected; null when there is something to do, or nobody wants more.</summary>
    public PackageFailure? Obstacle { get; init; }

    /// <summary>
    /// A removal that follows when the first transaction is done: PackageKit cannot install and remove in one. Null for most plans.
    /// By name and architecture, since it is resolved and simulated anew then.
    /// </summary>
    public IReadOnlyList<PackageKey>? ThenRemove { get; init; }
}
