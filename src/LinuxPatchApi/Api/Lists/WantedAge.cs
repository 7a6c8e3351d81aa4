using LinuxPatchApi.Api.Input;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Caches;

namespace LinuxPatchApi.Api.Lists;

/// <summary>How fresh a client wants a list (<c>max_age</c>), and whether it is. Without the parameter as the configuration says, and nobody
/// waits.</summary>
internal readonly record struct WantedAge(bool IsStale)
{
    /// <summary>Null when the client named none.</summary>
    public static TimeSpan? Read(QueryObject query) => query.Int("max_age", 0, PackageLimits.MaxAgeSeconds) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>Waits for a refresh where one is wanted, for a limited time; what could not be fetched shows in the age.</summary>
    public static async ValueTask<WantedAge> MeetAsync(TimeSpan? wanted, Freshness freshness, CancellationToken cancellationToken)
    {
        if (wanted is not { } age)
        {
            freshness.Wanted();
            return new WantedAge(freshness.IsStale);
        }

        var asked = freshness.Now;
        await freshness.FreshAsync(age, cancellationToken);
        return new WantedAge(freshness.IsOlderThan(age, asked));
    }
}
