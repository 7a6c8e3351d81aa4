namespace LinuxPatchApi.Packages.Knowledge;

/// <summary>
/// How old the knowledge of the repositories is. When somebody looks at it and it is stale, one refresh is begun in the background:
/// a host that nobody watches fetches nothing.
/// </summary>
internal sealed class Freshness(PatchKnowledge patches, MetadataRefresher refresher, Func<TimeSpan> staleAfter, TimeProvider time)
{
    public bool IsStale => patches.MetadataRefreshedAt is not { } refreshed || time.GetUtcNow() - refreshed > staleAfter();

    /// <summary>fresh, stale, unknown, failed (contract section 5).</summary>
    public string Word => refresher.LastFailure is not null ? "failed"
        : patches.MetadataRefreshedAt is null ? "unknown"
        : IsStale ? "stale"
        : "fresh";

    /// <summary>A client looks at the lists.</summary>
    public void Wanted()
    {
        if (IsStale && (refresher.LastAttempt is not { } attempt || time.GetUtcNow() - attempt > staleAfter()))
        {
            // Its end is told by PackageKit's own signal, which reads the lists again; its failure by health.
            _ = refresher.RefreshAsync(null, CancellationToken.None);
        }
    }
}
