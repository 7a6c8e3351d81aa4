using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Activity;

/// <summary>
/// Faults of a package database that nobody changes at the moment: in the middle of an upgrade two entries of a package, or an empty one,
/// are as they should be. A lock that was left behind keeps none of them quiet.
/// </summary>
internal static class FaultsAtRest
{
    /// <param name="holder">Returns who holds the package manager's lock; null for nobody.</param>
    public static Func<IReadOnlyList<DatabaseFault>>? Of(Func<IReadOnlyList<DatabaseFault>>? faults, Func<LockHolder?> holder) =>
        faults is null ? null : () =>
        {
            // Read again after the look at the lock: whoever has just freed it has left what is whole.
            var found = faults();
            return found.Count == 0 || holder() is { IsStale: false } ? [] : faults();
        };
}
