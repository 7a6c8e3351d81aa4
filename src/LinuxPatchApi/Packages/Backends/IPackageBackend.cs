using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Packages.Backends;

/// <summary>The seam to the package manager. Every call has its deadline from the caller's token; none throws for expected failures.</summary>
internal interface IPackageBackend
{
    Task<PackageResult<BackendInfo>> DescribeAsync(CancellationToken cancellationToken);

    /// <summary>Age of the repositories' metadata; null when they were never refreshed or it cannot tell.</summary>
    Task<PackageResult<TimeSpan?>> MetadataAgeAsync(CancellationToken cancellationToken);

    Task<PackageResult<IReadOnlyList<InstalledPackage>>> InstalledAsync(CancellationToken cancellationToken);

    Task<PackageResult<IReadOnlyList<UpdateCandidate>>> UpdatesAsync(CancellationToken cancellationToken);

    Task<PackageResult<IReadOnlyList<UpdateDetail>>> UpdateDetailsAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken);

    /// <summary>Names, or ids of the form <c>name;version;arch;</c>, to what the repositories offer.</summary>
    Task<PackageResult<IReadOnlyList<AvailablePackage>>> ResolveAvailableAsync(IReadOnlyList<string> names, CancellationToken cancellationToken);

    /// <summary>Names to the ids of what is installed.</summary>
    Task<PackageResult<IReadOnlyList<AvailablePackage>>> ResolveInstalledAsync(IReadOnlyList<string> names, CancellationToken cancellationToken);

    /// <summary>Reads the repositories anew; null when all went well, else what did not (some may still have been refreshed).</summary>
    Task<PackageFailure?> RefreshAsync(Action<ExecutionProgress>? progress, CancellationToken cancellationToken);

    Task<PackageResult<IReadOnlyList<SimulatedChange>>> SimulateAsync(ChangeSet changes, CancellationToken cancellationToken);

    /// <summary>
    /// Carries out a transaction and returns when it has really ended.
    /// </summary>
    /// <param name="stop">Asks the package manager to cancel; it may refuse.</param>
    /// <param name="shutdown">Leave the transaction to itself: throws <see cref="OperationCanceledException"/>.</param>
    Task<ExecutionReport> ExecuteAsync(ChangeSet changes, IExecutionObserver observer, CancellationToken stop, CancellationToken shutdown);

    /// <summary>Calls back when installed packages, updates or repositories may have changed.</summary>
    IDisposable OnChanged(Action handler);
}
