using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Caches;

/// <summary>What the repositories offer, and the details of one package; from files where the distribution has them.</summary>
internal sealed class PackageCatalogue(IRepositoryIndex? indexes, IPackageDetails? details, IPackageEngine backend, IPackageFamily family)
{
    /// <summary>The newest version of each package that is offered; on other distributions only by exact names, since listing
    /// everything costs PackageKit seconds and hundreds of megabytes.</summary>
    /// <param name="keep">What is kept of each.</param>
    public PackageResult<IReadOnlyCollection<T>> Newest<T>(
        Func<string, bool> accept, Func<AvailablePackage, T> keep, CancellationToken cancellationToken) => Unreadable() is { } index
        ? new PackageFailure(
            Jobs.Model.JobErrorCode.PackageManagerError, $"what is available cannot be listed: {index} is compressed in a way that cannot be read; ask for one package by name", Retryable: false)
        : indexes is not null
        ? PackageResult<IReadOnlyCollection<T>>.Of(indexes.Newest(accept, keep, cancellationToken))
        : new PackageFailure(Jobs.Model.JobErrorCode.PackageManagerError, "available packages cannot be listed on this distribution; ask for one by name", Retryable: false);

    /// <summary>Changes when <see cref="Newest{T}"/> would; null when that is not known.</summary>
    public DateTimeOffset? ChangedAt => indexes?.ChangedAt();

    /// <summary>Every version of one package that can still be had, newest first. Where an index cannot be read, the package manager says at
    /// least which one it would install.</summary>
    public async Task<IReadOnlyList<AvailablePackage>> VersionsAsync(string name, CancellationToken cancellationToken)
    {
        var known = indexes?.Versions(name, cancellationToken) ?? [];
        if (indexes is not null && indexes.Unreadable() is null)
        {
            return known;
        }

        var offered = await backend.ResolveAvailableAsync([name], cancellationToken);
        return offered.IsSuccess
            ? [.. known.Concat(offered.Value).DistinctBy(p => (p.Key, p.Version)).OrderByDescending(p => p.Version, family.VersionOrder)]
            : known;
    }

    /// <summary>The version that the package manager itself would install; null when it does not answer or offers none.</summary>
    public async Task<string?> CandidateAsync(string name, string architecture, CancellationToken cancellationToken)
    {
        var offered = await backend.ResolveAvailableAsync([name], cancellationToken);
        return offered.IsSuccess
            ? offered.Value.Where(o => o.Key == new PackageKey(name, architecture)).MaxBy(o => o.Version, family.VersionOrder)?.Version
            : null;
    }

    /// <summary>An index that cannot be read, so that what it offers is not known; null when there is none.</summary>
    public string? Unreadable() => indexes?.Unreadable();

    /// <summary>Which of these exact versions a repository can give, as far as its indexes on disk tell; the package manager confirms it
    /// before anything happens.</summary>
    public async Task<IReadOnlySet<PackageBuild>> CanBeHadAsync(
        IReadOnlySet<PackageBuild> wanted, CancellationToken cancellationToken)
    {
        if (indexes is not null)
        {
            // Where an index cannot be read, it may hold each of them: the package manager says it before anything happens.
            return indexes.Unreadable() is null ? indexes.Find(wanted, cancellationToken).Keys.ToHashSet() : wanted;
        }

        var found = new HashSet<PackageBuild>();
        foreach (var name in wanted.Select(w => w.Name).Distinct(StringComparer.Ordinal))
        {
            var versions = await VersionsAsync(name, cancellationToken);
            found.UnionWith(wanted.Where(w => versions.Any(v => w.IsMetBy(v, family.NeutralArchitecture))));
        }

        return found;
    }

    /// <summary>Null where the distribution's files do not tell.</summary>
    public PackageFacts? Facts(InstalledPackage package, CancellationToken cancellationToken) => details?.Read(package, cancellationToken);
}
