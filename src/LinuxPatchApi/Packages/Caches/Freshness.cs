using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Caches;

/// <summary>
/// How old the knowledge of the repositories is. When somebody looks at it and it is stale, or the last refresh failed, one is begun in the background:
/// a host that nobody watches fetches nothing.
/// </summary>
internal sealed class Freshness(UpdateCache patches, MetadataRefresher refresher, Func<TimeSpan> staleAfter, TimeProvider time)
{
    public bool IsStale => patches.MetadataRefreshedAt is not { } refreshed || time.GetUtcNow() - refreshed > staleAfter();

    /// <summary>What the last refresh could not do; null when it did all, or none was made yet.</summary>
    public PackageFailure? LastFailure => refresher.LastFailure;

    /// <summary>fresh, stale, unknown, failed (contract section 5).</summary>
    public string Word => LastFailure is not null ? "failed"
        : patches.MetadataRefreshedAt is null ? "unknown"
        : IsStale ? "stale"
        : "fresh";

    /// <summary>Whether the knowledge is older than a client wants; what was fetched since it asked is young enough for every one.</summary>
    public bool IsOlderThan(TimeSpan age, DateTimeOffset asked) =>
        patches.MetadataRefreshedAt is not { } refreshed || (refreshed + PackageLimits.RefreshPause < asked && time.GetUtcNow() - refreshed > age);

    /// <summary>
    /// Fetches the indexes anew unless they are young enough, and reads the updates again: within <see cref="PackageLimits.RefreshWait"/>. What is
    /// begun goes on when the time is over.
    /// </summary>
    /// <param name="age">Greatest age that is wanted; zero asks for a refresh.</param>
    /// <returns>Why the knowledge is not as fresh as wanted; null when it is.</returns>
    public async Task<PackageFailure?> FreshAsync(TimeSpan age, CancellationToken cancellationToken)
    {
        var asked = time.GetUtcNow();
        if (!IsOlderThan(age, asked))
        {
            return null;
        }

        using var deadline = new CancellationTokenSource(PackageLimits.RefreshWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            if (await refresher.RefreshAsync(null, either.Token) is { } failure)
            {
                return failure;
            }

            var read = await patches.ReadAsync(either.Token);
            return read.IsSuccess ? null : read.Failure;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new PackageFailure(
                Jobs.Model.JobErrorCode.CacheRefreshError,
                $"the repositories' indexes were not refreshed within {PackageLimits.RefreshWait.TotalSeconds:0} s; the refresh goes on",
                Retryable: true);
        }
    }

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>When the indexes were last fetched; null when that is not known.</summary>
    public DateTimeOffset? RefreshedAt => patches.MetadataRefreshedAt;

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
