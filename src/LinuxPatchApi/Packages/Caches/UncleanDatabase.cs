using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Packages.Caches;

/// <summary>A package database with something left to be finished.</summary>
/// <param name="Packages">Those that are installed in part, with version and state; empty when only the package manager's journal is left, or nothing
/// could be read.</param>
/// <param name="Told">What is left, and the way out.</param>
internal sealed record UncleanDatabase(IReadOnlyList<string> Packages, string Told)
{
    /// <summary>Null when nothing is left. Pure.</summary>
    public static UncleanDatabase? Of(InstalledInventory installed) =>
        Unfinished.Told(installed) is { } told ? new UncleanDatabase([.. installed.Broken.Select(p => p.Told)], told) : null;
}
