namespace LinuxPatchApi.Api.Contracts;

/// <summary>An item of the patch list.</summary>
/// <param name="Id">Advisory id, else the package manager's id.</param>
/// <param name="Severity">critical, high, medium, low, unknown.</param>
/// <param name="Kind">The package manager's own word.</param>
/// <param name="Restart">none, application, session, system.</param>
/// <param name="Held">The distribution's own lock on this very package; nothing else.</param>
/// <param name="BlockedBy">Null when nothing is known to keep it out.</param>
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
    bool DetailsKnown,
    BlockedBy? BlockedBy);

/// <summary>What keeps an update out.</summary>
/// <param name="Kind">held, phased, kept_back, conflicts, unauthenticated, pinned, subscription, unknown.</param>
/// <param name="Detail">For people.</param>
internal sealed record BlockedBy(string Kind, string Detail);

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
