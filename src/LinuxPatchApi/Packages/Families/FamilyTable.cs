using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families.Alpm;
using LinuxPatchApi.Packages.Families.Apk;
using LinuxPatchApi.Packages.Families.Deb;
using LinuxPatchApi.Packages.Families.Rpm;

namespace LinuxPatchApi.Packages.Families;

/// <summary>The families. A new one is its folder and one line here. Pure.</summary>
internal static class FamilyTable
{
    public static IReadOnlyList<IPackageFamily> All { get; } =
    [
        DebFamily.Instance,
        RpmFamily.Instance,
        AlpmFamily.Instance,
        ApkFamily.Instance,
    ];

    /// <summary>For a distribution that nobody knows: some order of versions and some words are needed.</summary>
    public static IPackageFamily Fallback => All[0];

    /// <summary>The family behind a service, by the service's own word for its package manager; null when the word is unknown.</summary>
    public static IPackageFamily? OfEngine(string flavour) => All.FirstOrDefault(family => family.Flavours.Any(f => f.Flavour == flavour));

    /// <summary>Null when the feature works with this engine; else why not. Of an engine that the agent does not know nothing is promised.</summary>
    public static string? WhyNot(Feature feature, EngineInfo engine) => OfEngine(engine.Flavour) is { } family
        ? family.Of(feature, engine).Obstacle
        : $"the agent does not know what PackageKit's backend {engine.Flavour} does with it";

    /// <summary>
    /// The family of a root file system; null when nothing tells. The distribution decides before the databases do: a host may carry another
    /// family's tools without being of that family.
    /// </summary>
    /// <param name="ids">ID and then the words of ID_LIKE of os-release(5), nearest first.</param>
    /// <param name="exists">Whether a path below the root exists.</param>
    public static IPackageFamily? Detect(IEnumerable<string> ids, Func<string, bool> exists)
    {
        var named = ids.Select(id => All.FirstOrDefault(f => f.Distributions.Contains(id, StringComparer.Ordinal))).FirstOrDefault(f => f is not null);
        if (named is not null)
        {
            return named;
        }

        var present = All.Where(f => f.Databases.Any(exists)).Take(2).ToList();
        return present.Count == 1 ? present[0] : null;
    }
}
