using LinuxPatchApi.Packages.Caches;

namespace LinuxPatchApi.Packages.Repositories;

/// <summary>Every configured repository with its dates on disk, its last refresh, and what the package manager said of it.</summary>
/// <param name="releases">Null where the package manager's files are not read.</param>
/// <param name="lookedAt">When all repositories were last looked at with success, whoever did it; null when that is not known.</param>
internal sealed class RepositoryCache(AptReleases? releases, MetadataRefresher refresher, Func<DateTimeOffset?> lookedAt)
{
    /// <summary>Null where it cannot be told which are configured.</summary>
    public IReadOnlyList<RepositoryState>? Now()
    {
        if (releases?.Read() is not { } read)
        {
            return null;
        }

        var failure = refresher.LastFailure;
        var lines = failure is null ? [] : RefreshErrorText.Of(failure.Message);
        var others = failure is not null && RepositoryErrorText.IsOfSome(failure, [.. read.Select(r => r.Source)]) ? refresher.LastEnd : null;
        var all = Later(lookedAt(), refresher.RefreshedAt);
        return
        [
            .. read.Select(r =>
            {
                var words = RepositoryErrorText.Of(lines, r.Source);
                var known = Later(r.Release is null ? null : all, r.Release?.Born);
                return new RepositoryState(
                    $"{r.Source.Uri} {r.Source.Suite}", r.Source, r.Release, r.HasIndex, words.Count == 0 && r.Release is not null ? Later(known, others) : known, words);
            }),
        ];
    }

    private static DateTimeOffset? Later(DateTimeOffset? a, DateTimeOffset? b) => a is null || b > a ? b ?? a : a;
}
