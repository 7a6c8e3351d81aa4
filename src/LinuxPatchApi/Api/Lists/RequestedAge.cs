using LinuxPatchApi.Api.Input;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Caches;

namespace LinuxPatchApi.Api.Lists;

/// <summary>
/// The largest age a client accepts for a list (<c>max_age</c>), and whether the list is older. Without the parameter the configured
/// threshold applies, and the request does not wait.
/// </summary>
internal readonly record struct RequestedAge(bool IsStale)
{
    /// <summary>Null when the client sent none.</summary>
    public static TimeSpan? Read(QueryObject query) =>
        query.Int("max_age", 0, PackageLimits.MaxAgeSeconds) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>Waits a limited time for a refresh when one is requested. A failed refresh shows in the age.</summary>
    public static async ValueTask<RequestedAge> MeetAsync(TimeSpan? requested, Freshness freshness, CancellationToken cancellationToken)
    {
        if (requested is not { } age)
        {
            freshness.RefreshIfStale();
            return new RequestedAge(freshness.IsStale);
        }

        var requestedAt = freshness.Now;
        await freshness.FreshAsync(age, cancellationToken);
        return new RequestedAge(freshness.IsOlderThan(age, requestedAt));
    }
}
