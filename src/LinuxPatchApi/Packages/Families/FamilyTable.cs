using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families.Alpm;
using LinuxPatchApi.Packages.Families.Apk;
using LinuxPatchApi.Packages.Families.Deb;
using LinuxPatchApi.Packages.Families.Rpm;

namespace LinuxPatchApi.Packages.Families;

/// <summary>Which family a host belongs to. A new family is one row. Pure.</summary>
internal static class FamilyTable
{
    private static readonly Row[] Rows =
    [
        new(DebFamily.Instance, ["debian", "ubuntu"], ["apt", "aptcc"], ["var/lib/dpkg/status"]),
        new(RpmFamily.Instance, ["fedora", "rhel", "centos", "suse"], ["dnf", "dnf5", "yum", "zypp"],
            ["usr/lib/sysimage/rpm/rpmdb.sqlite", "var/lib/rpm/rpmdb.sqlite"]),
        new(AlpmFamily.Instance, ["arch", "archarm"], ["alpm", "pacman"], ["var/lib/pacman/local"]),
        new(ApkFamily.Instance, ["alpine"], ["apk"], ["lib/apk/db/installed"]),
    ];

    /// <summary>For a distribution that nobody knows.</summary>
    public static IPackageFamily Fallback => DebFamily.Instance;

    public static IReadOnlyList<IPackageFamily> All { get; } = [.. Rows.Select(r => r.Family)];

    /// <summary>The family behind a service, by the service's own word for its package manager; null when the word is unknown.</summary>
    public static IPackageFamily? OfEngine(string flavour) => Rows.FirstOrDefault(r => r.Engines.Contains(flavour, StringComparer.Ordinal))?.Family;

    /// <summary>Null when the feature works with this engine; else why not. Of an engine that the agent does not know nothing is promised.</summary>
    public static string? WhyNot(Feature feature, EngineInfo engine) => OfEngine(engine.PackageManager) is { } family
        ? family.Of(feature, engine).Obstacle
        : $"the agent does not know what PackageKit's backend {engine.PackageManager} does with it";

    /// <summary>
    /// The family of a root file system; null when nothing tells. The distribution decides before the databases do: a host may carry another
    /// family's tools (Fedora has a package dpkg) without being of that family.
    /// </summary>
    /// <param name="ids">ID and then the words of ID_LIKE of os-release(5), nearest first.</param>
    /// <param name="exists">Whether a path below the root exists.</param>
    public static IPackageFamily? Detect(IEnumerable<string> ids, Func<string, bool> exists)
    {
        var named = ids.Select(id => Rows.FirstOrDefault(r => r.Distributions.Contains(id, StringComparer.Ordinal))).FirstOrDefault(r => r is not null);
        if (named is not null)
        {
            return named.Family;
        }

        var present = Rows.Where(r => r.Databases.Any(exists)).Take(2).ToList();
        return present.Count == 1 ? present[0].Family : null;
    }

    /// <param name="Distributions">Words of os-release(5).</param>
    /// <param name="Engines">Words of PackageKit's BackendName, and of ours for other services.</param>
    /// <param name="Databases">Below the root.</param>
    private sealed record Row(IPackageFamily Family, string[] Distributions, string[] Engines, string[] Databases);
}
