using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Api.Contracts;

/// <summary>An item of the patch list.</summary>
/// <param name="Id">The advisory id, else the id of the package manager.</param>
/// <param name="CurrentVersion">
/// Empty for a package that is not installed and comes in with an update. Never null: clients of the contract fail on that.
/// </param>
/// <param name="Severity">critical, high, medium, low, unknown.</param>
/// <param name="Kind">As named by the package manager.</param>
/// <param name="Restart">none, application, session, system.</param>
/// <param name="Held">True for a hold of the package manager on this very package, and for nothing else.</param>
/// <param name="BlockedBy">Null when nothing is known to block it.</param>
/// <param name="DetailsKnown">False until advisory or changelog have been fetched.</param>
internal sealed record PatchItem(
    string Id,
    string Name,
    string CurrentVersion,
    string AvailableVersion,
    string Architecture,
    string Severity,
    bool Security,
    string Kind,
    string Description,
    IReadOnlyList<string> CveIds,
    IReadOnlyList<string> AdvisoryUrls,
    IReadOnlyList<string> BugUrls,
    WireTime? PublishedAt,
    bool RequiresReboot,
    string Restart,
    bool Held,
    string? Repository,
    bool DetailsKnown,
    BlockedBy? BlockedBy);

/// <summary>What blocks an update.</summary>
/// <param name="Kind">held, phased, kept_back, conflicts, unauthenticated, pinned, subscription, unknown.</param>
/// <param name="Detail">For people.</param>
/// <param name="Remedy">How a held update goes in, with the package manager's own command; null for other kinds.</param>
internal sealed record BlockedBy(string Kind, string Detail, string? Remedy);

/// <summary>Answer of <c>GET /api/v1/patches</c>.</summary>
/// <param name="Total">After filtering, before paging.</param>
/// <param name="SecurityUpdates">Security updates among all offered updates, regardless of the filter.</param>
/// <param name="Warnings">What the list may lack, and why: an index that cannot be read, or details that are still being read. Empty
/// when it is complete.</param>
internal sealed record PatchList(
    IReadOnlyList<PatchItem> Patches,
    int Total,
    int SecurityUpdates,
    bool RequiresReboot,
    int? Limit,
    int Offset,
    WireTime GeneratedAt,
    WireTime? MetadataRefreshedAt,
    bool Stale,
    IReadOnlyList<string> Warnings);
