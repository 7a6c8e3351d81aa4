namespace LinuxPatchApi.Packages.Model;

/// <summary>The installed set at one moment.</summary>
internal sealed class InstalledInventory
{
    private readonly InstalledPackage[] _sorted;

    public InstalledInventory(IEnumerable<InstalledPackage> packages, DateTimeOffset readAt)
    {
        _sorted = [.. packages.OrderBy(p => p.Name, StringComparer.Ordinal).ThenBy(p => p.Architecture, StringComparer.Ordinal)];
        ReadAt = readAt;
    }

    /// <summary>Sorted by name.</summary>
    public IReadOnlyList<InstalledPackage> Packages => _sorted;

    public DateTimeOffset ReadAt { get; }

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

    /// <summary>All that a name or <c>name:arch</c> means; more than one on multi-arch hosts.</summary>
    public IEnumerable<InstalledPackage> Matching(string spec) => Packages.Where(p => p.Key.Matches(spec));

    /// <summary>The installed package that an available one would replace: the same architecture first, else the only one of the name
    /// (a package may move between <c>all</c> and a real architecture).</summary>
    public InstalledPackage? Predecessor(PackageKey key)
    {
        if (Find(key) is { } same)
        {
            return same;
        }

        var others = Packages.Where(p => string.Equals(p.Name, key.Name, StringComparison.Ordinal)).Take(2).ToList();
        return others.Count == 1 && (others[0].Architecture == "all" || key.Architecture == "all") ? others[0] : null;
    }
}
