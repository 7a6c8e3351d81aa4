using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Families.Deb.Control;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Deb.Indexes;

/// <summary>Finds why apt does not offer a candidate, from the indexes and dpkg's status file.</summary>
internal sealed class BlockReasons(DpkgPaths paths, AptIndexes indexes)
{
    /// <summary>Origin: the length of a chain of updates that wait for each other; real ones have two or three links.</summary>
    private const int MostRounds = 8;

    private const string NoReason = "the package manager does not offer it now, and the indexes do not say why";

    /// <summary>Returns the reasons by the installed package. Two passes over the files, none for an empty list.</summary>
    public IReadOnlyDictionary<PackageKey, Blocked> Of(
        IReadOnlyList<(InstalledPackage Present, IndexedUpdate? Update)> waiting,
        InstalledInventory installed,
        CancellationToken cancellationToken)
    {
        if (waiting.Count == 0)
        {
            return new Dictionary<PackageKey, Blocked>();
        }

        var wanted = waiting
            .SelectMany(w => PackageRelation.Groups(w.Update?.Depends).Concat(PackageRelation.Groups(w.Update?.Excludes)))
            .SelectMany(g => g).Select(d => d.Name).ToHashSet(StringComparer.Ordinal);
        var status = Status(cancellationToken);
        var demands = new DemandCheck(status, waiting.Select(w => w.Present.Name).ToHashSet(StringComparer.Ordinal));
        wanted.UnionWith(demands.Names);
        var provided = status.SelectMany(d => Provided(d).Where(p => wanted.Contains(p.Name)).Select(p => (d.Name, Provided: p)))
            .ToLookup(p => p.Provided.Name, p => (Package: p.Name, p.Provided.Version), StringComparer.Ordinal);
        var present = provided.SelectMany(g => g.Select(p => (g.Key, p.Version)))
            .ToLookup(p => p.Key, p => p.Version, StringComparer.Ordinal);
        var providers = indexes.Providers(wanted, installed, cancellationToken);
        var offered = providers.ToLookup(p => p.Name, p => p.Version, StringComparer.Ordinal);
        var reasons = new Dictionary<PackageKey, Blocked>();
        for (var (round, isNew) = (0, true); isNew && round < MostRounds; round++)
        {
            isNew = false;
            foreach (var (package, update) in waiting)
            {
                if (reasons.GetValueOrDefault(package.Key) is not { Kind: not BlockKind.Unknown })
                {
                    var reason = Of(
                        package,
                        update,
                        installed,
                        present,
                        offered,
                        next => demands.Against(
                            package,
                            next,
                            providers,
                            need => provided[need.Name].Any(p => p.Package != package.Name && need.IsMetBy(p.Version)),
                            candidate => Waiting(candidate, installed, reasons)),
                        group => KeptOut(group, providers, installed, reasons));
                    isNew |= reason.Kind != BlockKind.Unknown;
                    reasons[package.Key] = reason;
                }
            }
        }

        return reasons;
    }

    /// <summary>
    /// Returns why none of the offered versions that would meet a dependency goes in; null when one does, or the reason is not known. Pure.
    /// </summary>
    /// <param name="reasons">Those found by now, by the installed package.</param>
    internal static string? KeptOut(
        IReadOnlyList<PackageRelation> group,
        IReadOnlyList<Provider> providers,
        InstalledInventory installed,
        IReadOnlyDictionary<PackageKey, Blocked> reasons)
    {
        string? first = null;
        foreach (var provider in providers.Where(p => group.Any(d => d.Name == p.Name && d.IsMetBy(p.Version))))
        {
            var why = !provider.IsCandidate
                ? provider.Pin is { } pin ? $"which the host's preferences keep out ({pin.File})" : "of which apt prefers another version"
                : Waiting(provider.Package, installed, reasons) is { } words ? $"which is {words}"
                : null;
            if (why is null)
            {
                return null;
            }

            first = provider.IsCandidate ? why : first ?? why;
        }

        return first;
    }

    /// <summary>Returns why an offered version of an installed package does not go in; null when it does, or nobody knows.</summary>
    private static string? Waiting(
        AvailablePackage candidate, InstalledInventory installed, IReadOnlyDictionary<PackageKey, Blocked> reasons) =>
        installed.Predecessor(candidate.Key) is { } present
            && reasons.GetValueOrDefault(present.Key) is { Kind: not BlockKind.Unknown } reason ? Words(reason) : null;

    private static string Words(Blocked reason) => reason.Kind switch
    {
        BlockKind.Phased => $"phased: {reason.Detail}",
        BlockKind.KeptBack => $"kept back: it {reason.Detail}",
        _ => $"kept out: {reason.Text}",
    };

    /// <summary>Pure.</summary>
    /// <param name="present">Versions that installed packages provide, by name.</param>
    /// <param name="offered">Versions that repositories provide, by name.</param>
    /// <param name="demanded">Returns how an installed package keeps the update out; null when none does.</param>
    /// <param name="keptOut">Returns why what would meet a dependency does not go in; null when it does, or nobody knows.</param>
    public static Blocked Of(
        InstalledPackage package,
        IndexedUpdate? update,
        InstalledInventory installed,
        Lookup<string, string?> present,
        Lookup<string, string?> offered,
        Func<IndexedUpdate, Blocked?> demanded,
        Func<IReadOnlyList<PackageRelation>, string?> keptOut)
    {
        if (update is null)
        {
            return new Blocked(BlockKind.Unknown, NoReason);
        }

        foreach (var group in PackageRelation.Groups(update.Depends))
        {
            if (group.Any(d => Provides(present, d)))
            {
                continue;
            }

            var text = string.Join(" | ", group);
            if (!group.Any(d => Provides(offered, d)))
            {
                return new Blocked(BlockKind.Conflicts, $"needs {text}, which no configured repository offers");
            }

            var locked = group.SelectMany(d => installed.Meant(new PackageSpec(d.Name, null, null))).FirstOrDefault(p => p.Held);
            if (locked is not null)
            {
                return new Blocked(BlockKind.KeptBack, $"needs {text}, and {locked.Name} is held at {locked.Version}");
            }

            if (keptOut(group) is { } why)
            {
                return new Blocked(BlockKind.KeptBack, $"needs {text}, {why}");
            }
        }

        foreach (var need in PackageRelation.Groups(update.Excludes).SelectMany(g => g))
        {
            // A newer version of the other package without the conflict would go in together with the update.
            var other = installed.Meant(new PackageSpec(need.Name, null, null))
                .FirstOrDefault(p => p.Name != package.Name && need.IsMetBy(p.Version));
            if (other is not null && offered[need.Name].All(need.IsMetBy))
            {
                return new Blocked(
                    BlockKind.Conflicts, $"would remove {other.Name} {other.Version}: it cannot be there together with {need}");
            }
        }

        if (installed.Packages.FirstOrDefault(p => p.Held && p.Name == package.Name && p.Key != package.Key) is { } sibling)
        {
            return new Blocked(
                BlockKind.KeptBack,
                $"needs {sibling.Name}:{sibling.Architecture} in the same version, which is held at {sibling.Version}");
        }

        if (demanded(update) is { } demand)
        {
            return demand;
        }

        return update.PhasedPercentage is { } share
            ? new Blocked(
                BlockKind.Phased,
                $"the distribution gives it to {share} % of its hosts now"
                + (update.WaitsForAll ? ", and apt's Never-Include-Phased-Updates keeps it out of this one until all get it" : ""))
            : new Blocked(BlockKind.Unknown, NoReason);
    }

    private static bool Provides(Lookup<string, string?> provided, PackageRelation need) => provided[need.Name].Any(need.IsMetBy);

    private List<Demanding> Status(CancellationToken cancellationToken) =>
    [
        .. new DpkgDatabase(paths).Read(
            (record, paragraph) => DpkgInstalledSource.Package(record, paragraph) is not { } package ? null : new Demanding(
                package.Name, package.Version, package.Held, Demands.Of(paragraph), paragraph.Full("Provides"u8) ?? ""),
            cancellationToken).Entries.OfType<Demanding>(),
    ];

    private static IEnumerable<(string Name, string? Version)> Provided(Demanding package) => PackageRelation.Groups(package.Provides)
        .SelectMany(g => g).Select(p => (p.Name, p.Operator == "=" ? p.Version : null)).Prepend((package.Name, package.Version));
}
