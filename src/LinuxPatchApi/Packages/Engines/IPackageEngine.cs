using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Packages.Engines;

/// <summary>The seam to the package manager. Every call has its deadline from the caller's token; none throws for expected failures.</summary>
internal interface IPackageEngine
{
    Task<PackageResult<EngineInfo>> DescribeAsync(CancellationToken cancellationToken);

    /// <summary>Age of the repositories' metadata; null when they were never refreshed or it cannot tell.</summary>
    Task<PackageResult<TimeSpan?>> MetadataAgeAsync(CancellationToken cancellationToken);

    Task<PackageResult<IReadOnlyList<InstalledPackage>>> InstalledAsync(CancellationToken cancellationToken);

    Task<PackageResult<IReadOnlyList<UpdateCandidate>>> UpdatesAsync(CancellationToken cancellationToken);

    Task<PackageResult<IReadOnlyList<UpdateDetail>>> UpdateDetailsAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken);

    /// <summary>Names to what the repositories offer.</summary>
    Task<PackageResult<IReadOnlyList<AvailablePackage>>> ResolveAvailableAsync(IReadOnlyList<string> names, CancellationToken cancellationToken);

    /// <summary>Those of these very versions that the repositories offer.</summary>
    Task<PackageResult<IReadOnlyList<AvailablePackage>>> ResolveExactAsync(IReadOnlyList<PackageBuild> builds, CancellationToken cancellationToken);

    /// <summary>Names to the ids of what is installed.</summary>
    Task<PackageResult<IReadOnlyList<AvailablePackage>>> ResolveInstalledAsync(IReadOnlyList<string> names, CancellationToken cancellationToken);

    /// <summary>Reads the repositories anew; null when all went well, else what did not (some may still have been refreshed).</summary>
    Task<PackageFailure?> RefreshAsync(Action<ExecutionProgress>? progress, CancellationToken cancellationToken);

    Task<PackageResult<IReadOnlyList<SimulatedChange>>> SimulateAsync(ChangeSet changes, CancellationToken cancellationToken);

    /// <summary>Fetches package files into the package manager's own archive cache; nothing is installed. Null when all are there.</summary>
    Task<PackageFailure?> DownloadAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken);

    /// <summary>
    /// Carries out a transaction and returns when it has really ended.
    /// </summary>
    /// <param name="stop">Asks the package manager to cancel; it may refuse.</param>
    /// <param name="shutdown">Leave the transaction to itself: throws <see cref="OperationCanceledException"/>.</param>
    Task<ExecutionReport> ExecuteAsync(ChangeSet changes, IExecutionObserver observer, CancellationToken stop, CancellationToken shutdown);

    /// <summary>
    /// Follows a transaction of the agent's former life to its end. It cannot be cancelled: only its creator may.
    /// </summary>
    /// <param name="handle">Null when it was not stored any more; then whatever changes packages now is waited for. One that this engine did not make
    /// is a transaction that is not there any more.</param>
    /// <returns>Null when there is none any more; <see cref="ExecutionReport.Unheard"/> when that could not be asked.</returns>
    Task<ExecutionReport?> FollowAsync(TransactionHandle? handle, IExecutionObserver observer, CancellationToken shutdown);

    /// <summary>Stops the package manager's service, which kills what it has started. Null when it is stopped, else why not.</summary>
    Task<PackageFailure?> StopServiceAsync(CancellationToken cancellationToken);

    /// <summary>Lets the package manager finish what was interrupted (it cannot simulate that); returns when the transaction has ended.</summary>
    Task<ExecutionReport> RepairAsync(IExecutionObserver observer, CancellationToken shutdown);

    /// <summary>Lets the package manager's service end once it is idle, which frees what it holds. Null when it was told so, or is not there.</summary>
    Task<PackageFailure?> LeaveAsync(CancellationToken cancellationToken);

    /// <summary>What the package manager's own history says of a transaction; null when it says nothing.</summary>
    Task<bool?> SucceededAsync(TransactionHandle handle, CancellationToken cancellationToken);

    /// <summary>Calls back when installed packages, updates or repositories may have changed.</summary>
    IDisposable OnChanged(Action handler);
}
