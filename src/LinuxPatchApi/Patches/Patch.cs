using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Patches;

/// <summary>An offered update with the distribution's information about it.</summary>
/// <param name="Id">The advisory id, else the id of the package manager.</param>
/// <param name="Restart">none, application, session, system.</param>
/// <param name="DetailsKnown">False until advisory or changelog have been fetched; CVE ids and restart are unknown until then.</param>
internal sealed record Patch(
    string Id,
    UpdateCandidate Update,
    string? CurrentVersion,
    string Description,
    IReadOnlyList<string> CveIds,
    IReadOnlyList<string> AdvisoryUrls,
    IReadOnlyList<string> BugUrls,
    DateTimeOffset? PublishedAt,
    string Restart,
    bool DetailsKnown)
{
    /// <summary>All offered updates of a snapshot, by name. Pure.</summary>
    public static IReadOnlyList<Patch> Of(UpdatesSnapshot snapshot, InstalledInventory? installed) =>
    [
        .. snapshot.Updates
            .Select(update => Of(update, snapshot.Details.GetValueOrDefault(update.Id), installed?.Predecessor(update.Key)?.Version))
            .OrderBy(p => p.Update.Name, StringComparer.Ordinal),
    ];

    private static Patch Of(UpdateCandidate update, UpdateDetail? detail, string? currentVersion) => new(
        AdvisoryIds.Of(detail) ?? update.Id,
        update,
        currentVersion,
        detail is null or { Text: "", Changelog: "" } ? update.Summary : detail.Text.Length > 0 ? detail.Text : detail.Changelog,
        detail is null ? [] : Patches.CveIds.In([.. detail.CveUrls, detail.Text, detail.Changelog]),
        detail?.AdvisoryUrls ?? [],
        detail?.BugUrls ?? [],
        detail?.PublishedAt,
        detail?.Restart ?? "none",
        detail is not null && (detail.IsNone || !detail.IsEmpty));
}
