namespace LinuxPatchApi.Packages.Model;

/// <summary>
/// Which build of a package a name means on a host that knows several architectures. Without an architecture: the native one and packages
/// for every one, which the package manager counts as native; a foreign one only when it is named, or the native has none. Pure.
/// </summary>
internal static class ArchitectureChoice
{
    /// <summary>dpkg's, rpm's and pacman's words for a package that runs everywhere.</summary>
    public static bool IsEvery(string architecture) => architecture is "all" or "noarch" or "any";

    /// <summary>Whether that build is foreign to the host; false when its native architecture is not known.</summary>
    public static bool IsForeign(string architecture, string? native) => native is not null && architecture != native && !IsEvery(architecture);

    /// <summary>The builds that <paramref name="spec"/> (<c>name</c> or <c>name:arch</c>) means, the native ones first. Of several architectures
    /// only when all are foreign or the native one is not known.</summary>
    public static IReadOnlyList<T> Of<T>(string spec, IEnumerable<T> builds, Func<T, PackageKey> key, string? native)
    {
        var named = builds.Where(b => key(b).Matches(spec)).OrderBy(b => key(b).Architecture == native ? 0 : IsEvery(key(b).Architecture) ? 1 : 2).ToList();
        if (spec.Contains(':', StringComparison.Ordinal))
        {
            return named;
        }

        var own = named.Where(b => !IsForeign(key(b).Architecture, native)).ToList();
        return own.Count > 0 ? own : named;
    }

    /// <summary>The architectures between which a client has to choose; empty when there is no choice.</summary>
    public static IReadOnlyList<string> Ambiguous<T>(IEnumerable<T> builds, Func<T, PackageKey> key)
    {
        var architectures = builds.Select(b => key(b).Architecture).Where(a => !IsEvery(a)).Distinct(StringComparer.Ordinal).ToList();
        return architectures.Count > 1 ? architectures : [];
    }
}
