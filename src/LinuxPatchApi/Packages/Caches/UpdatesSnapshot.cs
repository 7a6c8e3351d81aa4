using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Caches;

/// <summary>The offered updates as last read.</summary>
/// <param name="Details">By the update's id; what is missing has not been fetched yet.</param>
/// <param name="MetadataRefreshedAt">When the repositories' indexes were last fetched; null when unknown.</param>
/// <param name="Mark">The state of the package database and the indexes that this was read from.</param>
internal sealed record UpdatesSnapshot(
    IReadOnlyList<UpdateCandidate> Updates,
    IReadOnlyDictionary<string, UpdateDetail> Details,
    DateTimeOffset GeneratedAt,
    DateTimeOffset? MetadataRefreshedAt,
    CacheMark Mark)
{
    public string RestartOf(UpdateCandidate update) => Details.GetValueOrDefault(update.Id)?.Restart ?? "none";
}

/// <summary>Marks that change when a list made from them is no longer right.</summary>
/// <param name="Settings">When the package manager was told something else.</param>
internal readonly record struct CacheMark(DatabaseStamp? Database, DateTimeOffset? Indexes, DateTimeOffset? Settings = null);
