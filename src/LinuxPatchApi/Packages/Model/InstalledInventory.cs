using System.Collections.Frozen;

namespace LinuxPatchApi.Packages.Model;

/// <summary>The installed set at one moment.</summary>
internal sealed class InstalledInventory
{
    private readonly FrozenDictionary<PackageKey, InstalledPackage> _byKey;

    public InstalledInventory(IEnumerable<InstalledPackage> packages, DateTimeOffset readAt)
    {
        Packages = [.. packages.OrderBy(p => p.Name, StringComparer.Ordinal).ThenBy(p => p.Architecture, StringComparer.Ordinal)];
        _byKey = Packages.DistinctBy(p => p.Key).ToFrozenDictionary(p => p.Key);
        ReadAt = readAt;
    }

    /// <summary>Sorted by name.</summary>
    public IReadOnlyList<InstalledPackage> Packages { get; }

    public DateTimeOffset ReadAt { get; }

    public InstalledPackage? Find(PackageKey key) => _byKey.GetValueOrDefault(key);

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
