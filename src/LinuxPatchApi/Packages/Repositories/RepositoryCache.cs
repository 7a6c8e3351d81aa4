using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Repositories;

/// <summary>Every configured repository with its dates on disk, its last refresh, and what the package manager said of it.</summary>
/// <param name="repositories">Null where the package manager's files are not read.</param>
/// <param name="lookedAt">When all repositories were last looked at with success, whoever did it; null when that is not known.</param>
internal sealed class RepositoryCache(IRepositories? repositories, MetadataRefresher refresher, Func<DateTimeOffset?> lookedAt, PackageTerms terms)
{
    /// <summary>The words of the family.</summary>
    public PackageTerms Terms => terms;

    /// <summary>Null where it cannot be told which are configured.</summary>
    public IReadOnlyList<RepositoryState>? Now()
    {
        if (repositories?.Read() is not { } read)
        {
            return null;
        }

        var failure = refresher.LastFailure;
        var lines = failure is null ? [] : RefreshErrorText.Of(failure.Message);
        var others = failure is not null && IsOfSome(failure, lines, read) ? refresher.LastEnd : null;
        var all = Later(lookedAt(), refresher.RefreshedAt);
        return
        [
            .. read.Select(r =>
            {
                var words = lines.Where(r.IsNamedIn).ToList();
                var known = Later(r.Release is null ? null : all, r.Release?.Born);
                return new RepositoryState(
                    r.Name, r.Release, r.HasIndex, words.Count == 0 && r.Release is not null ? Later(known, others) : known, words);
            }),
        ];
    }

    /// <summary>Whether all others were read though the refresh failed: it failed for what it names, and not for the host.</summary>
    private static bool IsOfSome(PackageFailure failure, IReadOnlyList<string> lines, IReadOnlyList<ConfiguredRepository> repositories) =>
        failure.Code is JobErrorCode.CacheRefreshError or JobErrorCode.SignatureError or JobErrorCode.NetworkError
        && repositories.Any(r => lines.Any(r.IsNamedIn));

    private static DateTimeOffset? Later(DateTimeOffset? a, DateTimeOffset? b) => a is null || b > a ? b ?? a : a;
}
