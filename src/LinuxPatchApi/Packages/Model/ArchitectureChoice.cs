using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Packages.Model;

/// <summary>
/// Which build of a package a name means on a host that knows several architectures. Without an architecture: the native one and packages
/// for every one, which the package manager counts as native; a foreign one only when it is named, or the native has none. Pure.
/// </summary>
internal static class ArchitectureChoice
{
    /// <summary>The builds that <paramref name="spec"/> means, the native ones first. Of several architectures
    /// only when all are foreign or the native one is not known.</summary>
    public static IReadOnlyList<T> Of<T>(PackageSpec spec, IEnumerable<T> builds, Func<T, PackageKey> key, HostArchitecture host)
    {
        var named = builds.Where(b => key(b).IsMeantBy(spec)).OrderBy(b => key(b).Architecture == host.Native ? 0 : host.IsNeutral(key(b).Architecture) ? 1 : 2).ToList();
        if (spec.Architecture is not null)
        {
            return named;
        }

        var own = named.Where(b => !host.IsForeign(key(b).Architecture)).ToList();
        return own.Count > 0 ? own : named;
    }

    /// <summary>The architectures between which a client has to choose; empty when there is no choice.</summary>
    public static IReadOnlyList<string> Ambiguous<T>(IEnumerable<T> builds, Func<T, PackageKey> key, HostArchitecture host)
    {
        var architectures = builds.Select(b => key(b).Architecture).Where(a => !host.IsNeutral(a)).Distinct(StringComparer.Ordinal).ToList();
        return architectures.Count > 1 ? architectures : [];
    }
}

/// <summary>The architectures of a host's packages.</summary>
/// <param name="Native">The one that the package manager itself runs on; null when no package says.</param>
/// <param name="Neutral">The family's word for a package that runs on every machine.</param>
internal readonly record struct HostArchitecture(string? Native, string Neutral)
{
    public bool IsNeutral(string architecture) => architecture == Neutral;

    /// <summary>Whether that build is foreign to the host; false when its native architecture is not known.</summary>
    public bool IsForeign(string architecture) => Native is not null && architecture != Native && !IsNeutral(architecture);
}
