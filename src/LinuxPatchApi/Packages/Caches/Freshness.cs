using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Timing;

namespace LinuxPatchApi.Packages.Caches;

/// <summary>
/// The age of the repositories' indexes. A request for a list starts a refresh in the background when they are stale or the last refresh
/// failed: a host without clients downloads nothing.
/// </summary>
internal sealed class Freshness(UpdateCache patches, MetadataRefresher refresher, Func<TimeSpan> staleAfter, TimeProvider time)
{
    public bool IsStale => IsIncomplete || patches.MetadataRefreshedAt is not { } refreshed || time.GetUtcNow() - refreshed > staleAfter();

    /// <summary>True when the list of updates was read while no configured repository had data on this host.</summary>
    public bool IsBlind => patches.Latest is { IsBlind: true };

    /// <summary>Why the last refresh failed, in whole or in part; null when it succeeded, or there was none yet.</summary>
    public PackageFailure? LastFailure => refresher.LastFailure;

    /// <summary>As the API spells it: fresh, stale, unknown or failed (contract section 5).</summary>
    public string WireName => LastFailure is not null ? "failed"
        : patches.MetadataRefreshedAt is null ? "unknown"
        : IsStale ? "stale"
        : "fresh";

    /// <summary>
    /// True when the indexes are older than a client accepts; those refreshed since its request are fresh enough for any. A refresh that
    /// failed makes none fresh, whatever time the package manager gives it.
    /// </summary>
    public bool IsOlderThan(TimeSpan age, DateTimeOffset requestedAt) =>
        IsIncomplete || patches.MetadataRefreshedAt is null || IsDue(age, requestedAt);

    /// <summary>
    /// True when the last refresh failed where a refresh takes the data of what it does not reach away: then the list is of no age.
    /// </summary>
    private bool IsIncomplete => patches.DataAt is not null && LastFailure is not null;

    /// <summary>True when a client that accepts this age gets another refresh.</summary>
    private bool IsDue(TimeSpan age, DateTimeOffset requestedAt)
    {
        var isPast = !(refresher.LastEnd + PackageLimits.RefreshPause >= requestedAt);
        return patches.MetadataRefreshedAt is not { } refreshed
            ? isPast
            : (refreshed + PackageLimits.RefreshPause < requestedAt && time.GetUtcNow() - refreshed > age)
                || ((age == TimeSpan.Zero || IsIncomplete) && LastFailure is not null && isPast);
    }

    /// <summary>
    /// Refreshes the indexes unless they are fresh enough, and reads the updates again, within <see cref="PackageLimits.RefreshWait"/>. A
    /// refresh that takes longer goes on in the background.
    /// </summary>
    /// <param name="age">Greatest accepted age; zero requires a refresh.</param>
    /// <returns>Why the data are not as fresh as requested; null when they are.</returns>
    public async Task<PackageFailure?> FreshAsync(TimeSpan age, CancellationToken cancellationToken)
    {
        if (!IsDue(age, time.GetUtcNow()))
        {
            return age == TimeSpan.Zero || IsIncomplete ? LastFailure : null;
        }

        using var deadline = new Deadline(PackageLimits.RefreshWait, time, cancellationToken);
        try
        {
            if (await refresher.RefreshAsync(null, deadline.Token) is { } failure)
            {
                return failure;
            }

            var read = await patches.ReadAsync(deadline.Token);
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

    /// <summary>When the indexes were last refreshed; null when unknown.</summary>
    public DateTimeOffset? RefreshedAt => patches.MetadataRefreshedAt;

    /// <summary>Starts a refresh in the background when the indexes are stale or the last refresh failed, after a pause.</summary>
    public void RefreshIfStale()
    {
        var failed = LastFailure is not null;
        var pause = failed ? PackageLimits.RefreshRetry : staleAfter();
        if ((failed || IsStale) && (refresher.LastAttempt is not { } attempt || (time.GetUtcNow() - attempt).Duration() > pause))
        {
            // PackageKit's own signal of its end makes the lists be read again; health reports its failure.
            _ = refresher.RefreshAsync(null, CancellationToken.None);
        }
    }
}
