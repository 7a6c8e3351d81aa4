using LinuxPatchApi.Packages.Advisories;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Packages.Caches;

/// <summary>The offered updates as last read.</summary>
/// <param name="Details">By the update's id; missing ones have not been fetched yet.</param>
/// <param name="MetadataRefreshedAt">When the repositories' indexes were last refreshed; null when unknown.</param>
/// <param name="Mark">The state of the package database and the indexes from which this was read.</param>
internal sealed record UpdatesSnapshot(
    IReadOnlyList<UpdateCandidate> Updates,
    IReadOnlyDictionary<string, UpdateDetail> Details,
    DateTimeOffset GeneratedAt,
    DateTimeOffset? MetadataRefreshedAt,
    CacheMark Mark)
{
    /// <summary>Packages named in one sentence. Origin: what a person reads.</summary>
    private const int MostNamed = 8;

    private const string Blind = "no enabled repository has usable data on this host, so whether there are updates is not known";

    /// <summary>True when no configured repository had data on this host: whether there are updates is then not known.</summary>
    public bool IsBlind { get; init; }

    /// <summary>A sentence about an index that could not be read: its held and blocked updates are missing. Null when all were.</summary>
    public string? Unread { get; init; }

    /// <summary>What the list may lack; null when it is complete.</summary>
    public string? Gap => Unread is null ? null : $"held and blocked updates may be missing: {Unread}";

    /// <summary>Why the updates of some repositories may be those of an earlier refresh; null when they are of the latest.</summary>
    public string? Old { get; init; }

    /// <summary>What the advisories on disk say of the updates; null where there are none to read.</summary>
    public UpdateAdvice? Advice { get; init; }

    /// <summary>
    /// Packages whose updates, or some of them, a lock or an exclusion hides from the package manager; empty where it lists them.
    /// </summary>
    public IReadOnlyList<InstalledPackage> Hidden { get; init; } = [];

    /// <summary>What a reader of the list has to know of what it lacks; empty when it is complete.</summary>
    public IReadOnlyList<string> Warnings
    {
        get
        {
            string?[] all = [IsBlind ? Blind : null, Gap, Old, Hidden.Count == 0 ? null : HiddenText(), Advice?.Gap];
            return [.. all.OfType<string>()];
        }
    }

    /// <summary>The warnings, and what is not known yet.</summary>
    public IReadOnlyList<string> ListWarnings => BeingRead is { } unknown ? [.. Warnings, unknown] : Warnings;

    /// <summary>The warnings of the latest list, null before the first, and why the latest reading failed; null when it did not.</summary>
    public static IReadOnlyList<string> WarningsOf(UpdatesSnapshot? latest, PackageFailure? failure) => (failure, latest) switch
    {
        (null, _) => latest?.ListWarnings ?? [],
        (_, null) => [$"the updates could not be read: {failure.Message}"],
        _ => [.. latest.ListWarnings, $"these updates are of an earlier reading; the latest failed: {failure.Message}"],
    };

    /// <summary>What has not been fetched of the updates yet, and will be; null when all has been.</summary>
    public string? BeingRead => BeingReadOf(Updates);

    /// <summary>As <see cref="BeingRead"/>, of some of the updates.</summary>
    public string? BeingReadOf(IEnumerable<UpdateCandidate> updates)
    {
        var count = updates.Count(u => u.IsOffered && !Details.ContainsKey(u.Id));
        return count == 0 ? null
            : $"the details of {(count == 1 ? "1 update" : $"{count} updates")} are still being read: CVE ids, and whether a restart is "
                + "needed, are not known of them yet";
    }

    private string HiddenText() => "whether these packages lack updates is not known, for the package manager hides them: "
        + Counted.Names([.. Hidden.Select(p => $"{p.Name} ({p.HiddenBy})")], MostNamed);

    public string RestartOf(UpdateCandidate update) => Details.GetValueOrDefault(update.Id)?.Restart ?? "none";
}

/// <summary>Differs when a list made from the package database, the indexes and the settings is outdated.</summary>
/// <param name="Settings">When the package manager's settings last changed.</param>
internal readonly record struct CacheMark(DatabaseStamp? Database, DateTimeOffset? Indexes, DateTimeOffset? Settings = null);
