using LinuxPatchApi.Packages.Families.Deb.Indexes;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Packages.Knowledge;

/// <summary>
/// Updates that the package manager does not list because they cannot go in now: held ones, phased ones, and those whose dependencies
/// cannot be met. They are updates that the host lacks all the same. Pure.
/// </summary>
internal static class HiddenUpdates
{
    /// <summary>What the package manager would update to, as far as it is newer.</summary>
    /// <param name="hidden">Installed packages without a listed update.</param>
    /// <param name="offered">The package manager's own candidates: by its preferences, so that a version that it would not take is none.</param>
    /// <param name="versions">The order of the host's family.</param>
    /// <param name="indexed">What the indexes say of newer versions; empty where they are not read.</param>
    public static IEnumerable<UpdateCandidate> Of(
        IReadOnlyList<InstalledPackage> hidden, IReadOnlyList<AvailablePackage> offered, IReadOnlyList<IndexedUpdate> indexed, InstalledInventory installed,
        IComparer<string> versions)
    {
        foreach (var package in hidden)
        {
            var newest = offered.Where(o => o.Name == package.Name && installed.Predecessor(o.Key) == package).MaxBy(o => o.Version, versions);
            if (newest is not { Id: { } id } || versions.Compare(newest.Version, package.Version) <= 0)
            {
                continue;
            }

            var known = Indexed(newest.Name, newest.Architecture, newest.Version, indexed);
            yield return new UpdateCandidate(
                id,
                newest.Name,
                newest.Architecture,
                newest.Version,
                newest.Repository,
                newest.Summary,
                known.Count == 0 ? "unknown" : known.Any(k => k.Security) ? "security" : "normal",
                known.Any(k => k.Security),
                Severities.Unknown,
                Held: package.Held);
        }
    }

    /// <summary>All that the indexes say of one version; several repositories may offer it.</summary>
    public static IReadOnlyList<IndexedUpdate> Indexed(string name, string architecture, string version, IReadOnlyList<IndexedUpdate> indexed) =>
        [.. indexed.Where(i => i.Package.Version == version && i.Package.Name == name && i.Package.Architecture == architecture)];
}
