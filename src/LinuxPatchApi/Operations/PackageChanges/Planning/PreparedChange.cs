using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Operations.PackageChanges.Planning;

/// <summary>A plan and the transaction that carries it out.</summary>
/// <param name="Transaction">Null when there is nothing to do.</param>
/// <param name="Before">The installed set that the plan is based on.</param>
internal sealed record PreparedChange(Plan Plan, ChangeSet? Transaction, InstalledInventory Before)
{
    /// <summary>
    /// Why nothing can be done although packages were selected; null when there is something to do, or nothing was wanted.
    /// </summary>
    public PackageFailure? Obstacle { get; init; }

    /// <summary>The failure of a job that can do nothing of what was selected; null when there is no obstacle.</summary>
    public PackageFailure? NothingPossible => Obstacle is null ? null
        : Obstacle with { Message = $"none of the selected updates could go in: {Obstacle.Message}; nothing was changed" };

    /// <summary>
    /// The failure of a job whose client confirmed no plan: this one has changes that only a client who has seen it may order. Null for
    /// none.
    /// </summary>
    public PackageFailure? Unconfirmed { get; init; }

    /// <summary>When the package manager's settings last changed, as of the plan: a pin set later is not part of it.</summary>
    public DateTimeOffset? Settings { get; init; }

    /// <summary>
    /// A removal after the first transaction: PackageKit cannot install and remove in one. Null for most plans. By name and architecture,
    /// because it is resolved and simulated again at that time.
    /// </summary>
    public IReadOnlyList<PackageKey>? ThenRemove { get; init; }
}
