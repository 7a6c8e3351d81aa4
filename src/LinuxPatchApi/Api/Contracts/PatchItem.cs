namespace LinuxPatchApi.Api.Contracts;

/// <summary>An item of the patch list.</summary>
/// <param name="Id">Advisory id, else the package manager's id.</param>
/// <param name="Severity">critical, high, medium, low, unknown.</param>
/// <param name="Kind">The package manager's own word.</param>
/// <param name="Restart">none, application, session, system.</param>
/// <param name="DetailsKnown">False while advisory or changelog have not been fetched yet.</param>
internal sealed record PatchItem(
    string Id,
    string Name,
    string? CurrentVersion,
    string AvailableVersion,
    string Architecture,
    string Severity,
    bool Security,
    string Kind,
    string Description,
    IReadOnlyList<string> CveIds,
    IReadOnlyList<string> AdvisoryUrls,
    IReadOnlyList<string> BugUrls,
    DateTime? PublishedAt,
    bool RequiresReboot,
    string Restart,
    bool Held,
    string? Repository,
    bool DetailsKnown);

/// <param name="Total">After filtering, before paging.</param>
/// <param name="SecurityUpdates">Of all offered updates, whatever the filter.</param>
internal sealed record PatchList(
    IReadOnlyList<PatchItem> Patches,
    int Total,
    int SecurityUpdates,
    bool RequiresReboot,
    int? Limit,
    int Offset,
    DateTime GeneratedAt,
    DateTime? MetadataRefreshedAt,
    bool Stale);
