using LinuxPatchApi.Packages.Families.Deb.Control;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Deb.Indexes;

/// <summary>
/// Finds an installed package that would break when an update goes in: it needs the present version, or cannot be there together with the
/// new one, and no version of it that is offered would go along. Pure.
/// </summary>
internal sealed class DemandCheck
{
    private readonly Lookup<string, Demanding> _users;
    private readonly Lookup<string, PackageRelation> _provided;

    /// <param name="installed">All installed packages.</param>
    /// <param name="waiting">Names of the packages whose updates wait.</param>
    public DemandCheck(IReadOnlyList<Demanding> installed, IReadOnlySet<string> waiting)
    {
        _provided = installed.Where(d => waiting.Contains(d.Name))
            .SelectMany(d => PackageRelation.Groups(d.Provides).SelectMany(g => g).Select(p => (d.Name, Provided: p)))
            .ToLookup(p => p.Name, p => p.Provided, StringComparer.Ordinal);
        var names = _provided.SelectMany(p => p).Select(p => p.Name).Concat(waiting).ToHashSet(StringComparer.Ordinal);
        _users = installed.SelectMany(d => d.Demands.Names.Where(names.Contains).Distinct(StringComparer.Ordinal).Select(n => (n, User: d)))
            .ToLookup(d => d.n, d => d.User, StringComparer.Ordinal);
    }

    /// <summary>The users, and what others may provide instead of an update: to be looked up among the offered versions.</summary>
    public IEnumerable<string> Names => _users.SelectMany(d => d).SelectMany(
        d => d.Demands.Needs.Where(g => g.Any(r => _users.Contains(r.Name))).SelectMany(g => g).Select(r => r.Name).Prepend(d.Name));

    /// <param name="providers">What the repositories offer under <see cref="Names"/>.</param>
    /// <param name="provided">True when another installed package provides what meets a relation.</param>
    /// <param name="keptOut">Returns why a candidate does not go in itself; null when it does, or nobody knows.</param>
    public Blocked? Against(
        InstalledPackage present,
        IndexedUpdate update,
        IReadOnlyList<Provider> providers,
        Func<PackageRelation, bool> provided,
        Func<AvailablePackage, string?> keptOut)
    {
        var gives = PackageRelation.Groups(update.Provides).SelectMany(g => g).Append(Itself(update.Package.Version)).ToList();
        var lost = _provided[present.Name].Append(Itself(present.Version)).ToList();
        Blocked? found = null;
        foreach (var user in lost.SelectMany(p => _users[p.Name]).Where(d => d.Name != present.Name).Distinct()
            .OrderByDescending(d => d.IsHeld))
        {
            if (Broken(user.Demands) is not { } broken)
            {
                continue;
            }

            if (user.IsHeld)
            {
                return new Blocked(BlockKind.KeptBack, $"{user.Name} is held and {(broken.IsNeed ? "needs" : "excludes")} {broken.Text}");
            }

            var next = providers.FirstOrDefault(p => p.IsCandidate && p.Name == user.Name && p.Package.Name == user.Name
                && p.Package.Version != user.Version && p.Demands is { } demands && Broken(demands) is null);
            if (next is null)
            {
                return new Blocked(BlockKind.Conflicts, broken.IsNeed
                    ? $"would remove {user.Name} {user.Version}, which needs {broken.Text}"
                    : $"would remove {user.Name} {user.Version}, which cannot be there together with {broken.Text}");
            }

            // Of packages that are phased together, each has its own reason.
            if (update.PhasedPercentage is null && keptOut(next.Package) is { } why)
            {
                found ??= new Blocked(BlockKind.KeptBack, $"{user.Name} {user.Version} needs {broken.Text}, and its update is {why}");
            }
        }

        return found;

        PackageRelation Itself(string version) => new(present.Name, null, "=", version);

        (bool IsNeed, string Text)? Broken(Demands demands)
        {
            foreach (var group in demands.Needs)
            {
                // What the present version does not meet either is not lost with it.
                if (group.Any(r => lost.Any(l => Meets(l, r)))
                    && !group.Any(r => gives.Any(g => Meets(g, r)) || provided(r) || IsOffered(r)))
                {
                    return (true, string.Join(" | ", group));
                }
            }

            return demands.Excludes.FirstOrDefault(
                e => e.Name == present.Name && e.IsMetBy(update.Package.Version) && !e.IsMetBy(present.Version)) is { } excluded
                ? (false, excluded.ToString()) : null;
        }

        bool IsOffered(PackageRelation relation) => providers.Any(p => p.IsCandidate && p.Name == relation.Name
            && p.Package.Name != present.Name && relation.IsMetBy(p.Version) && keptOut(p.Package) is null);
    }

    private static bool Meets(PackageRelation provided, PackageRelation need) =>
        provided.Name == need.Name && need.IsMetBy(provided.Operator == "=" ? provided.Version : null);
}
