using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Repositories;

/// <summary>Every configured repository with its dates on disk, its last refresh and the package manager's messages about it.</summary>
/// <param name="repositories">Null where the package manager's files are not read.</param>
/// <param name="allReadAt">When all repositories were last read successfully, by any program; null when unknown.</param>
internal sealed class RepositoryCache(
    IRepositories? repositories, MetadataRefresher refresher, Func<DateTimeOffset?> allReadAt, PackageTerms terms, TimeProvider time)
{
    public PackageTerms Terms => terms;

    /// <summary>The keys that all repositories share; null where each has its own.</summary>
    public Func<IReadOnlyList<NamedKey>>? SharedKeys { get; init; }

    /// <summary>The keys of some repositories, and those that all share; of some nothing may be known.</summary>
    public IReadOnlyList<NamedKey> Keys(IReadOnlyList<RepositoryState>? known) =>
    [
        .. (known ?? []).Where(r => r.Key is not null).Select(r => new NamedKey(r.Name, r.Key!)),
        .. SharedKeys?.Invoke() ?? [],
    ];

    /// <inheritdoc cref="IRepositories.WhyNotFetched"/>
    public string? WhyNotFetched() => repositories?.WhyNotFetched();

    /// <summary>Returns null where the configured repositories are unknown.</summary>
    public IReadOnlyList<RepositoryState>? Now()
    {
        if (repositories?.Read() is not { } read)
        {
            return null;
        }

        var failure = refresher.LastFailure;
        var lines = failure is null ? [] : RefreshErrorText.Of(failure.Message, terms.Refresh);
        var others = failure is not null && IsOfSome(failure, lines, read) ? refresher.LastEnd : null;
        var (all, now) = (allReadAt(), time.GetUtcNow());
        return
        [
            .. read.Select(r =>
            {
                var messages = lines.Where(r.IsNamedIn).ToList();
                return new RepositoryState(
                    r.Name, r.Release, r.HasIndex, RefreshedAt(r.Release, messages.Count == 0 ? others : null), messages)
                {
                    Key = r.Key,
                    Fault = r.Fault,
                    Refusal = messages.FirstOrDefault(terms.Refresh.IsOfSignature),
                };
            }),
        ];

        DateTimeOffset? RefreshedAt(ReleaseFacts? release, DateTimeOffset? withOthers) =>
            release is null ? null : new[] { all, refresher.RefreshedAt, release.Born, withOthers }.Where(at => at <= now).Max();
    }

    /// <summary>True when the failed refresh read all other repositories: it failed for those that it names, not for the host.</summary>
    private static bool IsOfSome(PackageFailure failure, IReadOnlyList<string> lines, IReadOnlyList<ConfiguredRepository> repositories) =>
        failure.Code is JobErrorCode.CacheRefreshError or JobErrorCode.SignatureError or JobErrorCode.NetworkError
        && repositories.Any(r => lines.Any(r.IsNamedIn));
}
