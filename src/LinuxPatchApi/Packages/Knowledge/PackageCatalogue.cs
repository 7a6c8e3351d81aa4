using LinuxPatchApi.Packages.Backends;
using LinuxPatchApi.Packages.Dpkg;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Knowledge;

/// <summary>What the repositories offer, and the details of one package; from files where the distribution has them.</summary>
internal sealed class PackageCatalogue(AptIndexes indexes, DpkgDetailReader dpkg, IPackageBackend backend, bool isDpkg)
{
    /// <summary>The newest version of each package that is offered; on other distributions only by exact names, since listing
    /// everything costs PackageKit seconds and hundreds of megabytes.</summary>
    public PackageResult<IReadOnlyCollection<AvailablePackage>> Newest(Func<string, bool> accept, CancellationToken cancellationToken) => isDpkg
        ? PackageResult<IReadOnlyCollection<AvailablePackage>>.Of(indexes.Newest(accept, cancellationToken))
        : new PackageFailure(Jobs.Model.JobErrorCode.PackageManagerError, "available packages cannot be listed on this distribution; ask for one by name", Retryable: false);

    /// <summary>Changes when <see cref="Newest"/> would; null when that is not known.</summary>
    public DateTimeOffset? ChangedAt => isDpkg ? indexes.ChangedAt() : null;

    /// <summary>Every version of one package that can still be had, newest first.</summary>
    public async Task<IReadOnlyList<AvailablePackage>> VersionsAsync(string name, CancellationToken cancellationToken)
    {
        if (isDpkg)
        {
            return indexes.Versions(name, cancellationToken);
        }

        var offered = await backend.ResolveAvailableAsync([name], cancellationToken).ConfigureAwait(false);
        return offered.IsSuccess ? offered.Value : [];
    }

    /// <summary>Which of these exact versions a repository can give, as far as its indexes on disk tell; the package manager confirms it
    /// before anything happens.</summary>
    public async Task<IReadOnlySet<(string Name, string Version)>> CanBeHadAsync(
        IReadOnlySet<(string Name, string Version)> wanted, CancellationToken cancellationToken)
    {
        if (isDpkg)
        {
            return indexes.Find(wanted, cancellationToken).Keys.ToHashSet();
        }

        var found = new HashSet<(string, string)>();
        foreach (var name in wanted.Select(w => w.Name).Distinct(StringComparer.Ordinal))
        {
            var versions = await VersionsAsync(name, cancellationToken).ConfigureAwait(false);
            found.UnionWith(versions.Select(v => (v.Name, v.Version)));
        }

        return found;
    }

    /// <summary>Null where the distribution's files do not tell.</summary>
    public PackageFacts? Facts(InstalledPackage package, CancellationToken cancellationToken) => isDpkg ? dpkg.Read(package, cancellationToken) : null;
}
