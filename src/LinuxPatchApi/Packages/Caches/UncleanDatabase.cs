using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Repairs;

namespace LinuxPatchApi.Packages.Caches;

/// <summary>A package database with unfinished changes.</summary>
/// <param name="Packages">
/// The packages that are installed in part, or in versions that exclude each other, with version and state; empty when only the package
/// manager's journal is unmerged, or the database could not be read.
/// </param>
/// <param name="Text">What is unfinished, and the remedy.</param>
internal sealed record UncleanDatabase(IReadOnlyList<string> Packages, string Text)
{
    /// <summary>Returns null when nothing is unfinished. Pure.</summary>
    public static UncleanDatabase? Of(InstalledInventory installed) => Unfinished.Describe(installed) is { } text
        ? new UncleanDatabase(
            [
                .. installed.Broken.Concat(installed.Awaiting).Concat(installed.Duplicates).Select(p => p.DisplayText),
                .. installed.Faults().SelectMany(f => f.Packages),
            ],
            text)
        : null;
}
