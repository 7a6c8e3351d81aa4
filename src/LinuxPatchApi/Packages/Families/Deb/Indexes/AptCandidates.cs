using LinuxPatchApi.Packages.Families.Deb.Control;
using LinuxPatchApi.Packages.Families.Deb.Settings;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Deb.Indexes;

/// <summary>A version of one package with its priorities.</summary>
/// <param name="Priority">Of the version, with the host's preferences.</param>
/// <param name="DefaultPriority">Without them.</param>
/// <param name="Pin">The record of preferences that sets the priority; null when none does.</param>
internal sealed record RankedVersion(
    AvailablePackage Package, int Priority, int DefaultPriority, Pin? Pin, IReadOnlyList<IndexRepository> Repositories);

/// <summary>Chooses the version of a package that apt would install (apt_preferences(5), apt-pkg/policy.cc). Pure.</summary>
internal static class AptCandidates
{
    /// <summary>The file of the installed packages, as apt names it.</summary>
    private static readonly PinnedFile Status = new("", "", "now", "", "", "", "", "");

    /// <summary>Ranks all versions of one package on one architecture, newest first.</summary>
    /// <param name="rows">Each version once for each index that has it.</param>
    /// <param name="installed">Null when it is not installed.</param>
    public static IReadOnlyList<RankedVersion> Rank(
        IEnumerable<(AvailablePackage Package, IndexRepository Repository)> rows, InstalledPackage? installed, AptPreferences preferences)
    {
        var all = rows.ToList();
        if (installed is not null && !all.Any(r => r.Package.Version == installed.Version))
        {
            var current = new AvailablePackage(null, installed.Name, installed.Architecture, installed.Version, null, installed.Summary);
            all.Add((current, null!));
        }

        return
        [
            .. all.GroupBy(r => r.Package.Version, StringComparer.Ordinal).OrderByDescending(g => g.Key, DebianVersion.Order)
                .Select(g => Ranked(
                    g.First().Package,
                    [.. g.Select(r => r.Repository).OfType<IndexRepository>()],
                    g.Key == installed?.Version,
                    preferences)),
        ];
    }

    /// <summary>Returns the version that apt would install; null when it would install none.</summary>
    /// <param name="priority">Selects one of the two priorities.</param>
    public static RankedVersion? Candidate(IReadOnlyList<RankedVersion> versions, string? installed, Func<RankedVersion, int> priority)
    {
        RankedVersion? best = null;
        foreach (var version in versions)
        {
            var rank = priority(version);
            if (rank > 0 && (best is null || rank > priority(best))
                && (installed is null || rank >= AptPreferences.Downgrades
                    || DebianVersion.Order.Compare(version.Package.Version, installed) >= 0))
            {
                best = version;
            }
        }

        return best;
    }

    /// <summary>Returns the newer version that only the host's preferences keep out; null when there is none.</summary>
    public static RankedVersion? PinnedOut(IReadOnlyList<RankedVersion> versions, string installed) =>
        Candidate(versions, installed, v => v.DefaultPriority) is { } usual
            && DebianVersion.Order.Compare(usual.Package.Version, installed) > 0
        && Candidate(versions, installed, v => v.Priority) is var real
            && (real is null || DebianVersion.Order.Compare(real.Package.Version, installed) <= 0)
            ? usual
            : null;

    private static RankedVersion Ranked(
        AvailablePackage package, IReadOnlyList<IndexRepository> repositories, bool isInstalled, AptPreferences preferences)
    {
        IReadOnlyList<PinnedFile> files = [.. repositories.Select(r => r.File), .. isInstalled ? [Status] : Array.Empty<PinnedFile>()];
        var status = isInstalled && !preferences.IsEmpty ? preferences.OfFile(Status) : null;
        var own = isInstalled ? AptPreferences.InstalledPriority : int.MinValue;
        var byDefault = repositories.Select(r => r.DefaultPriority).Append(own).Max();
        var first = repositories.MaxBy(r => r.Priority);
        var byFiles = Math.Max(first?.Priority ?? int.MinValue, isInstalled ? status?.Priority ?? own : int.MinValue);
        var pin = preferences.IsEmpty ? null : preferences.OfVersion(package, files);
        var isNever = files.Count > 0 && byFiles == AptPreferences.Never;
        return pin is null || isNever
            ? new RankedVersion(package, byFiles, byDefault, first?.Pin, repositories)
            : new RankedVersion(package, pin.Priority, byDefault, pin, repositories);
    }
}
