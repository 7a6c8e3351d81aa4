using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Knowledge;

/// <summary>
/// How old the knowledge of the repositories is. When somebody looks at it and it is stale, or the last refresh failed, one is begun in the background:
/// a host that nobody watches fetches nothing.
/// </summary>
internal sealed class Freshness(PatchKnowledge patches, MetadataRefresher refresher, Func<TimeSpan> staleAfter, TimeProvider time)
{
    public bool IsStale => patches.MetadataRefreshedAt is not { } refreshed || time.GetUtcNow() - refreshed > staleAfter();

    /// <summary>What the last refresh could not do; null when it did all, or none was made yet.</summary>
    public PackageFailure? LastFailure => refresher.LastFailure;

    /// <summary>fresh, stale, unknown, failed (contract section 5).</summary>
    public string Word => LastFailure is not null ? "failed"
        : patches.MetadataRefreshedAt is null ? "unknown"
        : IsStale ? "stale"
        : "fresh";

    /// <summary>A client looks at the lists.</summary>
    public void Wanted()
    {
        var failed = LastFailure is not null;
        var pause = failed ? PackageLimits.RefreshRetry : staleAfter();
        if ((failed || IsStale) && (refresher.LastAttempt is not { } attempt || (time.GetUtcNow() - attempt).Duration() > pause))
        {
            // Its end is told by PackageKit's own signal, which reads the lists again; its failure by health.
            _ = refresher.RefreshAsync(null, CancellationToken.None);
        }
    }
}
