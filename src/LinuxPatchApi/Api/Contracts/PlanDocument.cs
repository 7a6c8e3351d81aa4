using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Api.Contracts;

/// <summary>Answer to a dry run: exactly what the mutation would do.</summary>
/// <param name="Digest">To be sent back as <c>plan_digest</c>.</param>
/// <param name="DownloadBytes">Null when unknown.</param>
/// <param name="DiskBytes">Growth of the installed size; null when unknown.</param>
/// <param name="Warnings">What to know before the change is made, such as a misspelt name or details that are still being read.</param>
/// <param name="Changes">Everything in one list, with the members of a job's changes: the lists before it, and what is skipped.</param>
internal sealed record PlanDocument(
    string Operation,
    string Digest,
    IReadOnlyList<PlannedPackage> Install,
    IReadOnlyList<PlannedPackage> Upgrade,
    IReadOnlyList<PlannedPackage> Downgrade,
    IReadOnlyList<PlannedPackage> Reinstall,
    IReadOnlyList<PlannedPackage> Remove,
    IReadOnlyList<Change> Skipped,
    long? DownloadBytes,
    long? DiskBytes,
    bool RequiresReboot,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<Change> Changes)
{
    /// <summary>True when no package would change or be configured.</summary>
    public bool Empty => ChangesCount == 0;

    /// <summary>How many packages would change, or be configured by a repair.</summary>
    public required int ChangesCount { get; init; }

    /// <summary>Why the change would fail, although the plan is empty: nothing of what was selected can be installed. Null else.</summary>
    public string? Obstacle { get; init; }

    /// <summary>When the indexes that the plan is based on were last fetched; null when unknown or irrelevant.</summary>
    public WireTime? MetadataRefreshedAt { get; init; }

    /// <summary>True when they are older than requested; null where they are irrelevant.</summary>
    public bool? Stale { get; init; }
}

internal sealed record PlannedPackage(string Name, string Architecture, string? FromVersion, string? ToVersion);

/// <summary>One package of a job.</summary>
/// <param name="Outcome">planned, applied, unchanged, different, skipped.</param>
internal sealed record Change(
    string Name, string Architecture, string Action, string? FromVersion, string? ToVersion, string Outcome, string? Reason);

/// <summary>Details of 409 PLAN_CHANGED.</summary>
/// <param name="Added">Null when the previous plan is no longer known.</param>
internal sealed record PlanChangedDetails(
    string ExpectedDigest,
    string Digest,
    IReadOnlyList<Change>? Added,
    IReadOnlyList<Change>? Removed,
    IReadOnlyList<Change> Plan);
