using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Deb.Relations;

/// <summary>
/// Whether the packages that are there can be there together, by dpkg's rules: dependencies with their versions, alternatives and virtual
/// packages, conflicts and breaks, across architectures. What is unpacked counts as what it will be once configured. Pure.
/// </summary>
internal sealed class PackageRelations
{
    /// <summary>How the problem begins of a Multi-Arch: same package whose builds are not of one version.</summary>
    public const string OtherVersion = "is of another version than";

    private readonly ILookup<string, RelatedPackage> _byName;
    private readonly ILookup<string, (RelatedPackage Package, PackageRelation Provided)> _byProvided;
    private readonly string _native;

    public PackageRelations(IReadOnlyList<RelatedPackage> packages)
    {
        Packages = packages;
        _byName = packages.ToLookup(p => p.Package.Name, StringComparer.Ordinal);
        _byProvided = packages.SelectMany(p => p.Provides.Select(r => (Package: p, Provided: r))).ToLookup(p => p.Provided.Name, StringComparer.Ordinal);
        _native = Native(packages);
    }

    public IReadOnlyList<RelatedPackage> Packages { get; }

    /// <summary>Why a package cannot be there, in dpkg's terms; null when nothing stands against it.</summary>
    /// <param name="isThere">What is taken to be there.</param>
    public string? Problem(RelatedPackage package, Func<RelatedPackage, bool> isThere)
    {
        foreach (var group in package.Needs)
        {
            if (!group.Any(r => Takers(package, r).Any(isThere)))
            {
                return $"needs {string.Join(" | ", group)}";
            }
        }

        foreach (var relation in package.Excludes)
        {
            if (Excluded(package, relation).FirstOrDefault(isThere) is { } other)
            {
                return $"cannot be there together with {other.Package.Name} {other.Package.Version} ({relation})";
            }
        }

        return Siblings(package).FirstOrDefault(isThere)?.Package is { } sibling
            ? $"{OtherVersion} {sibling.Name}:{sibling.Architecture} {sibling.Version}"
            : null;
    }

    /// <summary>The packages that a conflict or break of <paramref name="package"/> speaks of and that are there, and its siblings of another
    /// version.</summary>
    public IEnumerable<RelatedPackage> Excluded(RelatedPackage package) =>
        package.Excludes.SelectMany(r => Excluded(package, r)).Concat(Siblings(package));

    /// <summary>Its builds for other architectures that are of another version: dpkg configures none of them then, and apt takes one away.</summary>
    private IEnumerable<RelatedPackage> Siblings(RelatedPackage package) => package.MultiArch != MultiArch.Same ? [] : _byName[package.Package.Name].Where(
        p => p.Package.Architecture != package.Package.Architecture && DebianVersion.Order.Compare(p.Package.Version, package.Package.Version) != 0);

    private IEnumerable<RelatedPackage> Excluded(RelatedPackage package, PackageRelation relation) =>
        _byName[relation.Name].Where(p => relation.Takes(p.Package.Version))
            .Concat(_byProvided[relation.Name].Where(p => IsNamed(relation) || TakesProvided(relation, p.Provided)).Select(p => p.Package))
            .Where(p => p.Package.Name != package.Package.Name && (relation.Qualifier is null or "any" || Architecture(p) == Wanted(package, relation)));

    private IEnumerable<RelatedPackage> Takers(RelatedPackage package, PackageRelation relation) =>
        _byName[relation.Name].Where(p => Fits(package, p, relation) && relation.Takes(p.Package.Version))
            .Concat(_byProvided[relation.Name].Where(
                p => Fits(package, p.Package, relation) && !(IsNamed(relation) && relation.Operator is not null) && TakesProvided(relation, p.Provided)).Select(p => p.Package));

    /// <summary>Where an architecture is named, apt (2.6) does not hold the version of a provision against the bound: it may take a provider for a
    /// conflict that dpkg does not see. So there is none for a need with a bound, and any for a conflict.</summary>
    private static bool IsNamed(PackageRelation relation) => relation.Qualifier is not (null or "any");

    /// <summary>A virtual package has a version only when it is provided with one.</summary>
    private static bool TakesProvided(PackageRelation wanted, PackageRelation provided) =>
        wanted.Operator is null || (provided is { Operator: "=", Version: { } version } && wanted.Takes(version));

    private bool Fits(RelatedPackage package, RelatedPackage other, PackageRelation relation) => relation.Qualifier switch
    {
        null => other.MultiArch == MultiArch.Foreign || Architecture(other) == Architecture(package),
        // apt takes only those that allow it, of whatever architecture; dpkg takes more. The stricter one decides what a repair would do.
        "any" => other.MultiArch == MultiArch.Allowed,
        _ => Architecture(other) == Wanted(package, relation),
    };

    private string Wanted(RelatedPackage package, PackageRelation relation) => relation.Qualifier switch
    {
        null or "any" => Architecture(package),
        "native" => _native,
        var named => named,
    };

    /// <summary>What is for all architectures counts as the host's own.</summary>
    private string Architecture(RelatedPackage package) => package.Package.Architecture is "all" or "" ? _native : package.Package.Architecture;

    /// <summary>dpkg's own; where it is not among them, that of most packages.</summary>
    private static string Native(IReadOnlyList<RelatedPackage> packages) =>
        packages.FirstOrDefault(p => p.Package is { Name: "dpkg", State: InstalledState.Installed })?.Package.Architecture
        ?? packages.Where(p => p.Package.Architecture is not ("all" or "")).GroupBy(p => p.Package.Architecture).MaxBy(g => g.Count())?.Key
        ?? "all";
}
