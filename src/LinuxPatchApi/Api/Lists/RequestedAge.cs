using LinuxPatchApi.Api.Input;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Api.Lists;

/// <summary>
/// The largest age a client accepts for a list (<c>max_age</c>), and whether the list is older. Without the parameter the configured
/// threshold applies, and the request does not wait.
/// </summary>
/// <param name="Warning">Why the refresh that the client asked for did not happen; null when it did, or was not asked for.</param>
internal readonly record struct RequestedAge(bool IsStale, string? Warning = null)
{
    /// <summary>Null when the client sent none.</summary>
    public static TimeSpan? Read(QueryObject query) =>
        query.Int("max_age", 0, PackageLimits.MaxAgeSeconds) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>Waits a limited time for a refresh when one is requested. A failed refresh shows in the age and as a warning.</summary>
    public static async ValueTask<RequestedAge> MeetAsync(TimeSpan? requested, Freshness freshness, CancellationToken cancellationToken)
    {
        if (requested is not { } age)
        {
            freshness.RefreshIfStale();
            return new RequestedAge(freshness.IsStale);
        }

        var requestedAt = freshness.Now;
        var failure = await freshness.FreshAsync(age, cancellationToken);
        var isStale = freshness.IsOlderThan(age, requestedAt);
        // None is tried right after one that failed: then that one's reason holds.
        failure ??= isStale ? freshness.LastFailure : null;
        return new RequestedAge(isStale, failure is null ? null : $"the lists could not be refreshed: {failure.Message}");
    }

    /// <summary>The list's warnings with the refresh's, if it has one.</summary>
    public IReadOnlyList<string> With(IReadOnlyList<string> warnings) => Warning is null ? warnings : [.. warnings, Warning];

    /// <summary>What tells lists of another reason apart: why they were not read anew, and why not refreshed.</summary>
    public string? Reason(PackageFailure? reading) => Warning is null ? reading?.Message : $"{Warning}\n{reading?.Message}";
}
