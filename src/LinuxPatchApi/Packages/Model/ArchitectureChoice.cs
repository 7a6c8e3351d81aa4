using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Packages.Model;

/// <summary>
/// Chooses the build of a package on a host with several architectures. A name without an architecture means the native build or the
/// architecture-neutral one, which the package manager counts as native; a foreign build only when there is no such build. Pure.
/// </summary>
internal static class ArchitectureChoice
{
    /// <summary>
    /// Returns the builds that <paramref name="spec"/> means, native ones first. They are of several architectures only when all are
    /// foreign, or the native one is unknown.
    /// </summary>
    public static IReadOnlyList<T> Of<T>(PackageSpec spec, IEnumerable<T> builds, Func<T, PackageKey> key, HostArchitecture host)
    {
        var named = builds.Where(b => key(b).IsMeantBy(spec))
            .OrderBy(b => key(b).Architecture == host.Native ? 0 : host.IsNeutral(key(b).Architecture) ? 1 : 2).ToList();
        if (spec.Architecture is not null)
        {
            return named;
        }

        var own = named.Where(b => !host.IsOther(key(b).Architecture)).ToList();
        return own.Count > 0 ? own : named;
    }

    /// <summary>Returns the architectures between which a client has to choose; empty when there is no choice.</summary>
    public static IReadOnlyList<string> Ambiguous<T>(IEnumerable<T> builds, Func<T, PackageKey> key, HostArchitecture host)
    {
        var architectures = builds.Select(b => key(b).Architecture).Where(a => !host.IsNeutral(a))
            .Distinct(StringComparer.Ordinal).ToList();
        return architectures.Count > 1 && !host.HasOneBuildPerName ? architectures : [];
    }
}

/// <summary>The architectures of a host's packages.</summary>
/// <param name="Native">The architecture of the package manager itself; null when no package shows it.</param>
/// <param name="Neutral">The family's name for the architecture of a package that runs on every machine.</param>
/// <param name="HasOneBuildPerName">As <see cref="PackageTerms.HasOneBuildPerName"/>.</param>
internal readonly record struct HostArchitecture(string? Native, string Neutral, bool HasOneBuildPerName = false)
{
    public bool IsNeutral(string architecture) => architecture == Neutral;

    /// <summary>
    /// True when builds of that architecture are foreign to the host; false when its native architecture is unknown. Where a name has one
    /// build, none is foreign: the others are of the same processor, for its older or newer generations (x86_64 and x86_64_v3).
    /// </summary>
    public bool IsForeign(string architecture) => !HasOneBuildPerName && IsOther(architecture);

    /// <summary>True when builds of that architecture are neither native nor neutral.</summary>
    public bool IsOther(string architecture) => Native is not null && architecture != Native && !IsNeutral(architecture);
}
