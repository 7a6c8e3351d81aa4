using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Caches;

/// <summary>The versions that the repositories offer, and the details of one package; from files where the family can read them.</summary>
internal sealed class PackageCatalogue(IRepositoryIndex? indexes, IPackageDetails? details, IPackageEngine backend, IPackageFamily family)
{
    /// <summary>
    /// Returns the newest offered version of each package. Fails where the indexes are not read: listing everything costs PackageKit
    /// seconds and hundreds of megabytes, so clients query by name there.
    /// </summary>
    /// <param name="accept">Selects packages.</param>
    /// <param name="most">The versions that are read; cut when there are more.</param>
    public PackageResult<PackedPackages> Newest(Func<PackageKey, bool> accept, int most, CancellationToken cancellationToken)
    {
        if (indexes is null)
        {
            return Unlisted("available packages cannot be listed on this distribution; ask for one by name");
        }

        var newest = indexes.Newest(accept, most, cancellationToken);
        return Unreadable() is { } problem
            ? Unlisted($"what is available cannot be listed: {problem}; ask for one package by name")
            : PackageResult<PackedPackages>.Of(newest);
    }

    /// <summary>Returns which of these names a repository offers, by the indexes on disk; null where they do not tell.</summary>
    public IReadOnlySet<string>? Offered(IReadOnlySet<string> names, CancellationToken cancellationToken)
    {
        if (indexes?.ChangedAt() is null)
        {
            return null;
        }

        var newest = indexes.Newest(key => names.Contains(key.Name), int.MaxValue, cancellationToken);
        return indexes.Unreadable() is null ? newest.Select(p => p.Name).ToHashSet(StringComparer.Ordinal) : null;
    }

    /// <summary>Differs when the result of <see cref="Newest"/> may; null when unknown.</summary>
    public DateTimeOffset? ChangedAt => indexes?.ChangedAt();

    /// <summary>
    /// Returns every offered version of one package, newest first. Where an index cannot be read, the package manager still names the
    /// version that it would install; when it does not answer, others may exist.
    /// </summary>
    public async Task<OfferedVersions> VersionsAsync(string name, CancellationToken cancellationToken)
    {
        var known = indexes?.Versions(name, cancellationToken) ?? [];
        if (indexes is not null && indexes.Unreadable() is null)
        {
            return new OfferedVersions(known, null);
        }

        var offered = await backend.ResolveAvailableAsync([name], cancellationToken);
        return offered.IsSuccess
            ? new OfferedVersions(
                [.. known.Concat(offered.Value).DistinctBy(p => (p.Key, p.Version)).OrderByDescending(p => p.Version, family.VersionOrder)],
                null)
            : new OfferedVersions(known, offered.Failure);
    }

    /// <summary>Returns the version that the package manager itself would install; null when it does not answer or offers none.</summary>
    public async Task<string?> CandidateAsync(string name, string architecture, CancellationToken cancellationToken)
    {
        var offered = await backend.ResolveAvailableAsync([name], cancellationToken);
        return offered.IsSuccess
            ? offered.Value.Where(o => o.Key == new PackageKey(name, architecture)).MaxBy(o => o.Version, family.VersionOrder)?.Version
            : null;
    }

    /// <summary>As <see cref="IRepositoryIndex.Unreadable"/>.</summary>
    public string? Unreadable() => indexes?.Unreadable();

    /// <summary>
    /// Returns those of these exact versions that a repository offers, by its indexes on disk. The package manager confirms each before
    /// anything changes. Fails when the package manager has to be queried and does not answer.
    /// </summary>
    public async Task<PackageResult<IReadOnlySet<PackageBuild>>> CanBeHadAsync(
        IReadOnlySet<PackageBuild> wanted, CancellationToken cancellationToken)
    {
        if (indexes is not null)
        {
            // An index that cannot be read may contain each of them.
            var indexed = indexes.Find(wanted, cancellationToken);
            return PackageResult<IReadOnlySet<PackageBuild>>.Of(indexes.Unreadable() is null ? indexed.Keys.ToHashSet() : wanted);
        }

        var found = new HashSet<PackageBuild>();
        foreach (var name in wanted.Select(w => w.Name).Distinct(StringComparer.Ordinal))
        {
            var versions = await VersionsAsync(name, cancellationToken);
            if (versions.Failure is { } failure)
            {
                return failure;
            }

            found.UnionWith(wanted.Where(w => versions.Known.Any(v => w.IsMetBy(v, family.NeutralArchitecture))));
        }

        return PackageResult<IReadOnlySet<PackageBuild>>.Of(found);
    }

    /// <summary>
    /// Returns null where the package database is not read or cannot be, or the package is no longer installed: the package itself is known
    /// without it.
    /// </summary>
    public PackageFacts? Facts(InstalledPackage package, CancellationToken cancellationToken)
    {
        try
        {
            return details?.Read(package, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return null;
        }
    }

    private static PackageFailure Unlisted(string message) => new(Jobs.Model.JobErrorCode.PackageManagerError, message, Retryable: false);
}

/// <summary>The offered versions of one package.</summary>
/// <param name="Failure">Why there may be others: the package manager did not answer. Null when these are all.</param>
internal readonly record struct OfferedVersions(IReadOnlyList<AvailablePackage> Known, PackageFailure? Failure);
