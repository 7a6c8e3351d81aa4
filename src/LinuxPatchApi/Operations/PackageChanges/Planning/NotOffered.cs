using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Operations.PackageChanges.Planning;

/// <summary>
/// Says why the list has no update of an installed package: only a complete list shows that it is at its newest version. Pure.
/// </summary>
internal static class NotOffered
{
    /// <param name="known">The list; null when what it lacks does not matter.</param>
    public static string Why(InstalledPackage present, UpdatesSnapshot? known) =>
        IsHidden(present, known) ? Text(present)
        : known?.Gap is { } gap ? $"whether it has an update is not known: {gap}"
        : "no configured repository has a newer version";

    public static bool IsHidden(InstalledPackage present, UpdatesSnapshot? known) =>
        known is not null && known.Hidden.Any(h => h.Key == present.Key);

    /// <summary>The failure of a request that names a package whose updates are hidden.</summary>
    public static PackageFailure Hidden(InstalledPackage present) =>
        new(JobErrorCode.DependencyConflict, $"{present.Name}: {Text(present)}; nothing was changed", Retryable: false)
        {
            Block = BlockKind.KeptBack,
            Names = [present.Name],
        };

    private static string Text(InstalledPackage present) =>
        $"its updates are hidden by {present.HiddenBy}, so that the package manager offers none, whatever the request: take it out there";
}
