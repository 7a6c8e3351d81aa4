using LinuxPatchApi.Packages.Families.Deb.Control;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Deb.Relations;

/// <summary>
/// Judges by dpkg's rules whether installed packages can be installed together: dependencies with their versions, alternatives and virtual
/// packages, conflicts and breaks, across architectures. An unpacked package counts as if it were configured. Pure.
/// </summary>
internal sealed class PackageRelations
{
    private readonly Lookup<string, RelatedPackage> _byName;
    private readonly Lookup<string, (RelatedPackage Package, PackageRelation Provided)> _byProvided;
    private readonly string _native;

    public PackageRelations(IReadOnlyList<RelatedPackage> packages)
    {
        Packages = packages;
        _byName = packages.ToLookup(p => p.Package.Name, StringComparer.Ordinal);
        _byProvided = packages.SelectMany(p => p.Provides.Select(r => (Package: p, Provided: r)))
            .ToLookup(p => p.Provided.Name, StringComparer.Ordinal);
        _native = Native(packages);
    }

    public IReadOnlyList<RelatedPackage> Packages { get; }

    /// <summary>Returns why a package cannot be installed, in dpkg's terms; null when it can.</summary>
    /// <param name="isThere">True for the packages that count as installed.</param>
    public RelationProblem? Problem(RelatedPackage package, Func<RelatedPackage, bool> isThere)
    {
        foreach (var group in package.Needs)
        {
            if (!group.Any(r => Matching(package, r).Any(isThere)))
            {
                return new RelationProblem(RelationProblemKind.Unmet, $"needs {string.Join(" | ", group)}");
            }
        }

        foreach (var relation in package.Excludes)
        {
            if (Excluded(package, relation).FirstOrDefault(isThere) is { } other)
            {
                return new RelationProblem(
                    RelationProblemKind.Excluded,
                    $"cannot be there together with {other.Package.Name} {other.Package.Version} ({relation})");
            }
        }

        return Siblings(package).FirstOrDefault(isThere)?.Package is { } sibling
            ? new RelationProblem(
                RelationProblemKind.OtherVersion, $"is of another version than {sibling.Name}:{sibling.Architecture} {sibling.Version}")
            : null;
    }

    /// <summary>
    /// Returns the installed packages that a conflict or break of <paramref name="package"/> excludes, and its builds of another version.
    /// </summary>
    public IEnumerable<RelatedPackage> Excluded(RelatedPackage package) =>
        package.Excludes.SelectMany(r => Excluded(package, r)).Concat(Siblings(package));

    /// <summary>
    /// Returns its builds for other architectures that have another version: dpkg then configures none of them, and apt removes one.
    /// </summary>
    private IEnumerable<RelatedPackage> Siblings(RelatedPackage package) => package.MultiArch != MultiArch.Same ? []
        : _byName[package.Package.Name].Where(p => p.Package.Architecture != package.Package.Architecture
            && DebianVersion.Order.Compare(p.Package.Version, package.Package.Version) != 0);

    private IEnumerable<RelatedPackage> Excluded(RelatedPackage package, PackageRelation relation) =>
        _byName[relation.Name].Where(p => relation.IsMetBy(p.Package.Version))
            .Concat(_byProvided[relation.Name]
                .Where(p => IsNamed(relation) || IsMetByProvided(relation, p.Provided)).Select(p => p.Package))
            .Where(p => p.Package.Name != package.Package.Name
                && (relation.Qualifier is null or "any" || Architecture(p) == Wanted(package, relation)));

    private IEnumerable<RelatedPackage> Matching(RelatedPackage package, PackageRelation relation) =>
        _byName[relation.Name].Where(p => Fits(package, p, relation) && relation.IsMetBy(p.Package.Version))
            .Concat(_byProvided[relation.Name]
                .Where(p => Fits(package, p.Package, relation) && !(IsNamed(relation) && relation.Operator is not null)
                    && IsMetByProvided(relation, p.Provided))
                .Select(p => p.Package));

    /// <summary>
    /// True when the relation names an architecture. apt (2.6) then does not compare the version of a provision with the bound: it may
    /// treat a provider as a conflict that dpkg does not see. So no provider meets a dependency with a bound, and any provider conflicts.
    /// </summary>
    private static bool IsNamed(PackageRelation relation) => relation.Qualifier is not (null or "any");

    /// <summary>A virtual package has a version only when it is provided with one.</summary>
    private static bool IsMetByProvided(PackageRelation wanted, PackageRelation provided) =>
        wanted.Operator is null || (provided is { Operator: "=", Version: { } version } && wanted.IsMetBy(version));

    private bool Fits(RelatedPackage package, RelatedPackage other, PackageRelation relation) => relation.Qualifier switch
    {
        null => other.MultiArch == MultiArch.Foreign || Architecture(other) == Architecture(package),
        // apt accepts only packages that allow it, of any architecture; dpkg accepts more. A repair follows the stricter one.
        "any" => other.MultiArch == MultiArch.Allowed,
        _ => Architecture(other) == Wanted(package, relation),
    };

    private string Wanted(RelatedPackage package, PackageRelation relation) => relation.Qualifier switch
    {
        null or "any" => Architecture(package),
        "native" => _native,
        var named => named,
    };

    /// <summary>An architecture-neutral package counts as native.</summary>
    private string Architecture(RelatedPackage package) =>
        package.Package.Architecture is "all" or "" ? _native : package.Package.Architecture;

    /// <summary>Returns dpkg's own architecture; without dpkg in the list, that of most packages.</summary>
    private static string Native(IReadOnlyList<RelatedPackage> packages) =>
        packages.FirstOrDefault(p => p.Package is { Name: "dpkg", State: InstalledState.Installed })?.Package.Architecture
        ?? packages.Where(p => p.Package.Architecture is not ("all" or "")).GroupBy(p => p.Package.Architecture).MaxBy(g => g.Count())?.Key
        ?? "all";
}
