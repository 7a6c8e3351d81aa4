namespace LinuxPatchApi.Configuration.Sections;

/// <summary>Section <c>jobs</c>.</summary>
internal sealed record JobSettings(TimeSpan Timeout, string StoragePath, int MaxQueueDepth, int HistoryLimit, TimeSpan HistoryAge)
{
    public TimeSpan StallAfter { get; init; }

    public bool BreakStalled { get; init; }
}

/// <summary>Section <c>restart</c>.</summary>
/// <param name="Deny">Names and patterns of units that are never restarted.</param>
internal sealed record RestartSettings(IReadOnlyList<string> Deny);

/// <summary>Section <c>cache</c>.</summary>
/// <param name="StaleAfter">Age from which cached package data is reported as stale.</param>
internal sealed record CacheSettings(TimeSpan StaleAfter);

/// <summary>Section <c>self_update</c>.</summary>
/// <param name="Deadline">How long a new version of the agent has until it answers.</param>
internal sealed record SelfUpdateSettings(TimeSpan Deadline);

/// <summary>Section <c>rollback</c>.</summary>
/// <param name="StoreBytes">Total bytes of stored package files of previous versions; 0 stores none.</param>
internal sealed record RollbackSettings(long StoreBytes);
