using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Packages.Caches;

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
                if (Pinned(package, indexed, installed) is { } pinned)
                {
                    yield return pinned;
                }

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

    /// <summary>The version that only the host's preferences keep out: the package manager does not name it. Null when there is none.</summary>
    private static UpdateCandidate? Pinned(InstalledPackage package, IReadOnlyList<IndexedUpdate> indexed, InstalledInventory installed)
    {
        var rows = indexed.Where(i => i.Blocked is { Kind: BlockKind.Pinned } && installed.Predecessor(i.Package.Key) == package).ToList();
        return rows.Count == 0 ? null : Of(rows[0].Package);

        UpdateCandidate Of(AvailablePackage update) => new(
            $"{update.Name};{update.Version};{update.Architecture};{update.Repository}",
            update.Name,
            update.Architecture,
            update.Version,
            update.Repository,
            update.Summary,
            rows.Any(r => r.Security) ? "security" : "normal",
            rows.Any(r => r.Security),
            Severities.Unknown,
            Held: package.Held)
        { Blocked = rows[0].Blocked };
    }

    /// <summary>All that the indexes say of one version; several repositories may offer it.</summary>
    public static IReadOnlyList<IndexedUpdate> Indexed(string name, string architecture, string version, IReadOnlyList<IndexedUpdate> indexed) =>
        [.. indexed.Where(i => i.Package.Version == version && i.Package.Name == name && i.Package.Architecture == architecture)];
}
