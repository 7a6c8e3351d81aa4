using LinuxPatchApi.Files;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Caches;

/// <summary>
/// Updates that the package manager does not list because they cannot go in now: held ones, phased ones, and those whose dependencies
/// cannot be met. The host lacks them all the same.
/// </summary>
internal static class HiddenUpdates
{
    /// <summary>Returns the packages whose updates, or some of them, a lock or an exclusion hides from the package manager.</summary>
    /// <param name="offered">Names that any repository offers.</param>
    public static IReadOnlyList<InstalledPackage> Of(
        InstalledInventory present, IReadOnlyList<UpdateCandidate> listed, IReadOnlySet<string> offered)
    {
        var shown = listed.Select(u => u.Name).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. present.Packages.Where(p => p.HiddenBy is not null
                && !(p.Held ? shown.Contains(p.Name) : p.IsHiddenUnlessOffered && offered.Contains(p.Name))).DistinctBy(p => p.Key),
        ];
    }

    /// <summary>
    /// Returns the updates with the holds of the installed packages, and with the reasons of those that were not listed. A version that is
    /// installed is none: where several versions are, PackageKit's dnf backends list the newest as an update of the others.
    /// </summary>
    public static List<UpdateCandidate> WithHolds(
        IEnumerable<UpdateCandidate> updates, InstalledInventory present, IReadOnlyDictionary<PackageKey, Blocked> reasons) =>
    [
        .. updates.Where(u => !present.Versions(u.Key).Any(p => p.Version == u.Version))
            .Select(u => present.Predecessor(u.Key) is not { } current ? u
            : current.Held || u.Held ? u with { Held = true, Blocked = Hold(current) }
            : u with { Blocked = u.Blocked ?? reasons.GetValueOrDefault(current.Key) }),
    ];

    private static Blocked Hold(InstalledPackage current) =>
        new(BlockKind.Held, $"held at {current.Version} {(current.HeldBy is { } origin ? $"by {origin}" : "on the host")}");

    /// <summary>Returns the versions that the package manager would update to, where they are newer.</summary>
    /// <param name="hidden">Installed packages without a listed update.</param>
    /// <param name="offered">The package manager's own candidates, by its preferences.</param>
    /// <param name="indexed">Newer versions from the indexes; empty where the indexes are not read.</param>
    /// <param name="versions">The version order of the host's family.</param>
    public static IEnumerable<UpdateCandidate> Of(
        IReadOnlyList<InstalledPackage> hidden,
        IReadOnlyList<AvailablePackage> offered,
        IReadOnlyList<IndexedUpdate> indexed,
        InstalledInventory installed,
        IComparer<string> versions)
    {
        foreach (var package in hidden)
        {
            var newest = offered.Where(o => o.Name == package.Name && installed.Predecessor(o.Key) == package)
                .MaxBy(o => o.Version, versions);
            if (newest is not { Id: { } id } || versions.Compare(newest.Version, package.Version) <= 0)
            {
                if (Pinned(package, indexed, installed) is { } pinned)
                {
                    yield return pinned;
                }

                continue;
            }

            var known = Indexed(newest.Name, newest.Architecture, newest.Version, indexed);
            var lacks = LacksSecurity(package, newest.Version, indexed, installed, versions);
            yield return new UpdateCandidate(
                id,
                newest.Name,
                newest.Architecture,
                newest.Version,
                newest.Repository,
                newest.Summary,
                known.Count == 0 ? "unknown" : lacks ? "security" : "normal",
                lacks,
                Severities.Unknown,
                Held: package.Held);
        }
    }

    /// <summary>
    /// True when an update contains a security fix that the host lacks: that very version, or one between the installed one and it, which
    /// another suite has overtaken since.
    /// </summary>
    public static bool LacksSecurity(
        InstalledPackage? present,
        string version,
        IReadOnlyList<IndexedUpdate> indexed,
        InstalledInventory installed,
        IComparer<string> versions) =>
        present is not null && indexed.Any(i => i.Security && i.Package.Name == present.Name
            && versions.Compare(i.Package.Version, version) <= 0 && installed.Predecessor(i.Package.Key) == present);

    /// <summary>
    /// Returns the version that only the host's preferences keep out, which the package manager does not name; null when there is none.
    /// </summary>
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
        { Blocked = rows[0].Blocked, IsOffered = false };
    }

    /// <summary>Returns all index entries of one version; several repositories may offer it.</summary>
    public static IReadOnlyList<IndexedUpdate> Indexed(
        string name, string architecture, string version, IReadOnlyList<IndexedUpdate> indexed) =>
        [.. indexed.Where(i => i.Package.Version == version && i.Package.Name == name && i.Package.Architecture == architecture)];

    /// <summary>Returns why updates are not in the package manager's list; what cannot be read is unknown.</summary>
    public static IReadOnlyDictionary<PackageKey, Blocked> Reasons(
        IRepositoryIndex? indexes,
        IReadOnlyList<(InstalledPackage Present, IndexedUpdate? Update)> waiting,
        InstalledInventory present,
        CancellationToken cancellationToken)
    {
        try
        {
            return indexes?.WhyWaiting(waiting, present, cancellationToken) ?? new Dictionary<PackageKey, Blocked>();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            var unknown = new Blocked(BlockKind.Unknown, $"the reason cannot be read: {SystemErrorText.Of(e)}");
            return waiting.ToDictionary(w => w.Present.Key, _ => unknown);
        }
    }
}
