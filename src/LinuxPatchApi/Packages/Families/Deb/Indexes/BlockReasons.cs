using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Families.Deb.Control;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Families.Deb.Relations;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Deb.Indexes;

/// <summary>Why apt does not offer a version that it would like to install: from the indexes and dpkg's status file.</summary>
internal sealed class BlockReasons(DpkgPaths paths, AptIndexes indexes)
{
    private const string Nobody = "the package manager does not offer it now, and the indexes do not say why";

    /// <summary>By the installed package. Two passes over the files, and none for an empty list.</summary>
    public IReadOnlyDictionary<PackageKey, Blocked> Of(
        IReadOnlyList<(InstalledPackage Present, IndexedUpdate? Update)> waiting, InstalledInventory installed, CancellationToken cancellationToken)
    {
        if (waiting.Count == 0)
        {
            return new Dictionary<PackageKey, Blocked>();
        }

        var wanted = waiting.SelectMany(w => PackageRelation.Groups(w.Update?.Depends).Concat(PackageRelation.Groups(w.Update?.Excludes))).SelectMany(g => g).Select(d => d.Name)
            .ToHashSet(StringComparer.Ordinal);
        var (present, heldNeeds) = Status(wanted, cancellationToken);
        var offered = indexes.Givers(wanted, cancellationToken);
        return waiting.ToDictionary(w => w.Present.Key, w => Of(w.Present, w.Update, installed, present, offered, heldNeeds));
    }

    /// <summary>Pure.</summary>
    /// <param name="present">What installed packages give, by name.</param>
    /// <param name="offered">What repositories give, by name.</param>
    /// <param name="heldNeeds">What held packages depend on.</param>
    public static Blocked Of(
        InstalledPackage package,
        IndexedUpdate? update,
        InstalledInventory installed,
        ILookup<string, string?> present,
        ILookup<string, string?> offered,
        IReadOnlyList<(string Held, PackageRelation Need)> heldNeeds)
    {
        if (update is null)
        {
            return new Blocked(BlockKind.Unknown, Nobody);
        }

        foreach (var group in PackageRelation.Groups(update.Depends))
        {
            if (group.Any(d => Gives(present, d)))
            {
                continue;
            }

            var words = string.Join(" | ", group);
            if (!group.Any(d => Gives(offered, d)))
            {
                return new Blocked(BlockKind.Conflicts, $"needs {words}, which no configured repository offers");
            }

            var locked = group.SelectMany(d => installed.Meant(new PackageSpec(d.Name, null, null))).FirstOrDefault(p => p.Held);
            if (locked is not null)
            {
                return new Blocked(BlockKind.KeptBack, $"needs {words}, and {locked.Name} is held at {locked.Version}");
            }
        }

        foreach (var need in PackageRelation.Groups(update.Excludes).SelectMany(g => g))
        {
            // A newer version of the other one that it can stand would go in with it.
            if (installed.Meant(new PackageSpec(need.Name, null, null)).FirstOrDefault(p => p.Name != package.Name && need.Takes(p.Version)) is { } other && offered[need.Name].All(need.Takes))
            {
                return new Blocked(BlockKind.Conflicts, $"would remove {other.Name} {other.Version}: it cannot be there together with {need}");
            }
        }

        if (installed.Packages.FirstOrDefault(p => p.Held && p.Name == package.Name && p.Key != package.Key) is { } sibling)
        {
            return new Blocked(BlockKind.KeptBack, $"needs {sibling.Name}:{sibling.Architecture} in the same version, which is held at {sibling.Version}");
        }

        var user = heldNeeds.FirstOrDefault(n => n.Need.Name == package.Name && !n.Need.Takes(update.Package.Version));
        if (user.Held is not null)
        {
            return new Blocked(BlockKind.KeptBack, $"{user.Held} is held and needs {user.Need}");
        }

        return update.PhasedPercentage is { } share
            ? new Blocked(BlockKind.Phased, $"the distribution gives it to {share} % of its hosts now")
            : new Blocked(BlockKind.Unknown, Nobody);
    }

    private static bool Gives(ILookup<string, string?> given, PackageRelation need) => given[need.Name].Any(need.Takes);

    private (ILookup<string, string?> Present, IReadOnlyList<(string, PackageRelation)> HeldNeeds) Status(
        HashSet<string> wanted, CancellationToken cancellationToken)
    {
        var given = new List<(string Name, string? Version)>();
        var needs = new List<(string, PackageRelation)>();
        var view = new DpkgDatabase(paths).Read(
            (record, paragraph) => DpkgInstalledSource.Package(record, paragraph) is not { } package ? null : new Seen(
                package.Name,
                PackageRelation.Given(paragraph, wanted),
                package.Held ? Needs(paragraph) : []),
            cancellationToken);
        foreach (var seen in view.Entries.OfType<Seen>())
        {
            given.AddRange(seen.Given);
            needs.AddRange(seen.HeldNeeds.Select(need => (seen.Name, need)));
        }

        return (given.ToLookup(g => g.Name, g => g.Version, StringComparer.Ordinal), needs);
    }

    /// <summary>What it needs without a choice.</summary>
    private static IReadOnlyList<PackageRelation> Needs(ControlParagraph paragraph) =>
    [
        .. PackageRelation.Groups(paragraph.Whole("Pre-Depends"u8)).Concat(PackageRelation.Groups(paragraph.Whole("Depends"u8)))
            .Where(g => g.Count == 1).Select(g => g[0]),
    ];

    /// <param name="HeldNeeds">What a held package depends on; empty for one that is not held.</param>
    private sealed record Seen(string Name, IReadOnlyList<(string Name, string? Version)> Given, IReadOnlyList<PackageRelation> HeldNeeds);
}
