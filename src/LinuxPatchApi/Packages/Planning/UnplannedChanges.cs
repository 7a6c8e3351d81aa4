using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Planning;

/// <summary>
/// Changes of packages that a job found on the host and had not planned. A job's record marks them by their reason, which clients see too:
/// both spellings are here and nowhere else. Pure.
/// </summary>
internal static class UnplannedChanges
{
    private const string Changed = "changed without being in the plan";
    private const string Removed = "removed without being in the plan";

    /// <param name="from">Null when the package was not installed before.</param>
    /// <param name="to">Null when the package is gone.</param>
    public static PackageChange Of(PackageKey package, ChangeAction action, string? from, string? to) => new(
        package.Name, package.Architecture, action, from, to, ChangeOutcome.Different, action == ChangeAction.Remove ? Removed : Changed);

    /// <summary>True for a change that <see cref="Of"/> made, in this process or in an earlier one.</summary>
    public static bool Contain(PackageChange change) => change is { Outcome: ChangeOutcome.Different, Reason: Changed or Removed };
}
