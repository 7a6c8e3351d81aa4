using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Packages.Model;

/// <summary>What is wrong with a package database that its package manager reads all the same.</summary>
/// <param name="Packages">The packages that it is about, for people; none when it is about the whole database.</param>
/// <param name="Seen">A short form.</param>
/// <param name="Problem">As a clause.</param>
/// <param name="Remedy">As a clause, with the package manager's own commands.</param>
internal sealed record DatabaseFault(IReadOnlyList<string> Packages, string Seen, string Problem, string Remedy)
{
    /// <summary>True when what is installed is not known at all.</summary>
    public bool IsOfAll => Packages.Count == 0;
}

/// <summary>The installed set at one moment.</summary>
internal sealed class InstalledInventory
{
    private readonly InstalledPackage[] _sorted;

    public InstalledInventory(IEnumerable<InstalledPackage> packages, DateTimeOffset readAt, PackageTerms terms)
    {
        _sorted =
        [
            .. packages.OrderBy(p => p.Name, StringComparer.Ordinal).ThenBy(p => p.Architecture, StringComparer.Ordinal)
                .ThenBy(p => p.Version, terms.Versions ?? Comparer<string>.Create(static (_, _) => 0)),
        ];
        ReadAt = readAt;
        Terms = terms;
        var native = _sorted.Where(p => p.Name == terms.Manager).Select(p => p.Architecture)
            .FirstOrDefault(a => a.Length > 0 && a != terms.NeutralArchitecture);
        Architecture = new HostArchitecture(native, terms.NeutralArchitecture, terms.HasOneBuildPerName);
    }

    /// <summary>Sorted by name.</summary>
    public IReadOnlyList<InstalledPackage> Packages => _sorted;

    public DateTimeOffset ReadAt { get; }

    /// <summary>The terms of the database's family.</summary>
    public PackageTerms Terms { get; }

    /// <summary>The native architecture is that of the package manager, whatever kernel or processor runs it.</summary>
    public HostArchitecture Architecture { get; }

    /// <summary>Packages that are installed in part: they make every later transaction report failure.</summary>
    public IReadOnlyList<InstalledPackage> Broken => [.. _sorted.Where(p => p.IsBroken)];

    /// <summary>Packages for which a trigger has yet to run.</summary>
    public IReadOnlyList<InstalledPackage> Awaiting => [.. _sorted.Where(p => p.AwaitsTriggers)];

    /// <summary>
    /// Changes in the package manager's own journal that are not in its database yet. While no package change is running, any of them means
    /// that a change was interrupted, and the package manager refuses the next one.
    /// </summary>
    public int Unmerged { get; init; }

    /// <summary>True for packages whose versions the host's own settings allow side by side, beyond those of the family.</summary>
    public Func<string, bool> IsSideBySide { get; init; } = static _ => false;

    /// <summary>
    /// Packages of which several versions are installed although one has to replace the other: power went away between the installation
    /// of the new one and the removal of the old one. All versions, oldest first.
    /// </summary>
    public IReadOnlyList<InstalledPackage> Duplicates => field ??= Terms.Versions is null ? [] :
    [
        .. _sorted.Where((p, at) => (IsOther(p, at - 1) || IsOther(p, at + 1)) && !Terms.IsSideBySide(p.Name) && !IsSideBySide(p.Name)),
    ];

    /// <summary>Looks for what is wrong with the database now: its repair need not change what is installed.</summary>
    public Func<IReadOnlyList<DatabaseFault>> Faults { get; init; } = static () => [];

    /// <summary>True when nothing is unfinished. Meaningful only while no package change is running.</summary>
    public bool IsClean =>
        Unmerged == 0 && Duplicates.Count == 0 && !_sorted.Any(p => p.IsBroken || p.AwaitsTriggers) && Faults().Count == 0;

    /// <summary>Returns the newest version of a key.</summary>
    public InstalledPackage? Find(PackageKey key)
    {
        var (low, high) = (0, _sorted.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = string.CompareOrdinal(_sorted[middle].Name, key.Name);
            order = order != 0 ? order : string.CompareOrdinal(_sorted[middle].Architecture, key.Architecture);
            if (order == 0)
            {
                while (middle + 1 < _sorted.Length && _sorted[middle + 1].Key == key)
                {
                    middle++;
                }

                return _sorted[middle];
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return null;
    }

    /// <summary>
    /// Returns all versions of one key, oldest first: rpm installs several kernels and keys side by side. At most one where the package
    /// manager does not.
    /// </summary>
    public IReadOnlyList<InstalledPackage> Versions(PackageKey key)
    {
        var at = Find(key) is { } one ? Array.IndexOf(_sorted, one) : -1;
        if (at < 0)
        {
            return [];
        }

        var (first, last) = (at, at);
        while (first > 0 && _sorted[first - 1].Key == key)
        {
            first--;
        }

        while (last + 1 < _sorted.Length && _sorted[last + 1].Key == key)
        {
            last++;
        }

        return _sorted[first..(last + 1)];
    }

    /// <summary>Returns all packages that a client's spec may mean; more than one on hosts with several architectures.</summary>
    public IEnumerable<InstalledPackage> Matching(PackageSpec spec) => Packages.Where(p => p.Key.IsMeantBy(spec));

    public IEnumerable<InstalledPackage> Named(string name)
    {
        for (var i = FirstOf(name); i < _sorted.Length && _sorted[i].Name == name; i++)
        {
            yield return _sorted[i];
        }
    }

    /// <summary>Returns the packages that a spec means, by <see cref="ArchitectureChoice"/>.</summary>
    public IReadOnlyList<InstalledPackage> Meant(PackageSpec spec) => ArchitectureChoice.Of(spec, Packages, p => p.Key, Architecture);

    /// <summary>
    /// Returns the installed package that an available one would replace: one of the same architecture, else one that moves between the
    /// neutral and the native architecture. Never a build of a foreign architecture. Where a name has one build, that one.
    /// </summary>
    public InstalledPackage? Predecessor(PackageKey key)
    {
        if (Find(key) is { } same)
        {
            return same;
        }

        if (Terms.HasOneBuildPerName)
        {
            return Named(key.Name).FirstOrDefault();
        }

        var every = Architecture.IsNeutral(key.Architecture);
        if (!every && Architecture.IsForeign(key.Architecture))
        {
            return null;
        }

        // Called for each package of a distribution, few of which are installed.
        InstalledPackage? found = null;
        for (var i = FirstOf(key.Name); i < _sorted.Length && _sorted[i].Name == key.Name; i++)
        {
            var architecture = _sorted[i].Architecture;
            if (every ? !Architecture.IsForeign(architecture) : Architecture.IsNeutral(architecture))
            {
                if (found is not null)
                {
                    return null;
                }

                found = _sorted[i];
            }
        }

        return found;
    }

    /// <summary>True when the package at an index is another version of this one.</summary>
    private bool IsOther(InstalledPackage package, int at) =>
        at >= 0 && at < _sorted.Length && _sorted[at].Key == package.Key && _sorted[at].Version != package.Version;

    /// <summary>Returns where the packages of a name begin, or would.</summary>
    private int FirstOf(string name)
    {
        var (low, high) = (0, _sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = string.CompareOrdinal(_sorted[middle].Name, name) < 0 ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
