using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Families.Alpm;
using LinuxPatchApi.Packages.Families.Apk;
using LinuxPatchApi.Packages.Families.Deb;
using LinuxPatchApi.Packages.Families.Rpm;

namespace LinuxPatchApi.Packages.Detection;

/// <summary>The families. A new one needs its folder and one line here. Pure.</summary>
internal static class FamilyTable
{
    public static IReadOnlyList<IPackageFamily> All { get; } =
    [
        DebFamily.Instance,
        RpmFamily.Instance,
        AlpmFamily.Instance,
        ApkFamily.Instance,
    ];

    /// <summary>For an unknown distribution, which still needs an order of versions and terms for messages.</summary>
    public static IPackageFamily Fallback => All[0];

    /// <summary>Returns the family of an engine, by the engine's name of its package manager; null for an unknown name.</summary>
    public static IPackageFamily? OfEngine(string flavour) => All.FirstOrDefault(family => family.Flavours.Any(f => f.Flavour == flavour));

    /// <summary>
    /// Returns null when the feature works with this engine, else why not. An unknown engine is assumed to have no feature.
    /// </summary>
    public static string? WhyNot(Feature feature, EngineInfo engine) => OfEngine(engine.Flavour) is { } family
        ? family.Of(feature, engine).Obstacle
        : $"the agent does not know what PackageKit's backend {engine.Flavour} does with it";

    /// <summary>
    /// Detects the family of a root file system; null when it is unknown. The distribution takes precedence over the databases: a host may
    /// have another family's tools installed.
    /// </summary>
    /// <param name="ids">ID, then the entries of ID_LIKE of os-release(5), nearest first.</param>
    /// <param name="exists">Returns whether a path below the root exists.</param>
    public static IPackageFamily? Detect(IEnumerable<string> ids, Func<string, bool> exists)
    {
        var named = ids.Select(id => All.FirstOrDefault(f => f.Distributions.Contains(id, StringComparer.Ordinal)))
            .FirstOrDefault(f => f is not null);
        if (named is not null)
        {
            return named;
        }

        var present = All.Where(f => f.Databases.Any(exists)).Take(2).ToList();
        return present.Count == 1 ? present[0] : null;
    }
}
