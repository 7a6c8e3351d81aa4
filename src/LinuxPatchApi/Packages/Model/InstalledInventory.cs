using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Packages.Model;

/// <summary>The installed set at one moment.</summary>
internal sealed class InstalledInventory
{
    private readonly InstalledPackage[] _sorted;

    public InstalledInventory(IEnumerable<InstalledPackage> packages, DateTimeOffset readAt, PackageTerms terms)
    {
        _sorted = [.. packages.OrderBy(p => p.Name, StringComparer.Ordinal).ThenBy(p => p.Architecture, StringComparer.Ordinal)];
        ReadAt = readAt;
        Terms = terms;
        var native = _sorted.Where(p => p.Name == terms.Manager).Select(p => p.Architecture).FirstOrDefault(a => a.Length > 0 && a != terms.NeutralArchitecture);
        Architecture = new HostArchitecture(native, terms.NeutralArchitecture);
    }

    /// <summary>Sorted by name.</summary>
    public IReadOnlyList<InstalledPackage> Packages => _sorted;

    public DateTimeOffset ReadAt { get; }

    /// <summary>The words of the family that this is the database of.</summary>
    public PackageTerms Terms { get; }

    /// <summary>The native one is the package manager's own, whatever kernel or processor runs it.</summary>
    public HostArchitecture Architecture { get; }

    /// <summary>Those that are installed in part: every later transaction suffers from them.</summary>
    public IReadOnlyList<InstalledPackage> Broken => [.. _sorted.Where(p => p.IsBroken)];

    /// <summary>Changes in the package manager's own journal that are not in its database yet. While nobody changes packages, any of them says
    /// that a change was interrupted, and the package manager refuses the next one.</summary>
    public int Unmerged { get; init; }

    /// <summary>Whether nothing is left to be finished. Means something only while nobody changes packages.</summary>
    public bool IsClean => Unmerged == 0 && !_sorted.Any(p => p.IsBroken);

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
                return _sorted[middle];
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return null;
    }

    /// <summary>All versions of one key: kernels and keys of rpm are installed beside each other. One or none where a package manager has no such
    /// packages.</summary>
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

    /// <summary>All that a client's words may mean; more than one on hosts of several architectures.</summary>
    public IEnumerable<InstalledPackage> Matching(PackageSpec spec) => Packages.Where(p => p.Key.IsMeantBy(spec));

    /// <summary>All of that name.</summary>
    public IEnumerable<InstalledPackage> Named(string name) => Packages.Where(p => p.Name == name);

    /// <summary>What a name without an architecture means: the native build, a foreign one only when there is no native one.</summary>
    public IReadOnlyList<InstalledPackage> Meant(PackageSpec spec) => ArchitectureChoice.Of(spec, Packages, p => p.Key, Architecture);

    /// <summary>The installed package that an available one would replace: the same architecture first, else the one that the package moves
    /// from or to between <c>all</c> and the native architecture. Never a build of another architecture.</summary>
    public InstalledPackage? Predecessor(PackageKey key)
    {
        if (Find(key) is { } same)
        {
            return same;
        }

        var every = Architecture.IsNeutral(key.Architecture);
        if (!every && Architecture.IsForeign(key.Architecture))
        {
            return null;
        }

        var others = Packages.Where(p => string.Equals(p.Name, key.Name, StringComparison.Ordinal))
            .Where(p => every ? !Architecture.IsForeign(p.Architecture) : Architecture.IsNeutral(p.Architecture)).Take(2).ToList();
        return others.Count == 1 ? others[0] : null;
    }
}
