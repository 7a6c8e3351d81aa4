using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Engines;

/// <summary>
/// The interface to the package manager. The caller's token sets the deadline of a call; none throws for expected failures. A query whose
/// token was cancelled may return a failure: before it keeps that, a caller tests why it was cancelled.
/// </summary>
internal interface IPackageEngine
{
    Task<PackageResult<EngineInfo>> DescribeAsync(CancellationToken cancellationToken);

    /// <summary>Returns the age of the repositories' indexes; null when they were never refreshed, or it is unknown.</summary>
    Task<PackageResult<TimeSpan?>> MetadataAgeAsync(CancellationToken cancellationToken);

    Task<PackageResult<IReadOnlyList<InstalledPackage>>> InstalledAsync(CancellationToken cancellationToken);

    Task<PackageResult<IReadOnlyList<UpdateCandidate>>> UpdatesAsync(CancellationToken cancellationToken);

    Task<PackageResult<IReadOnlyList<UpdateDetail>>> UpdateDetailsAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken);

    /// <summary>Returns the versions that the repositories offer for these names.</summary>
    Task<PackageResult<IReadOnlyList<AvailablePackage>>> ResolveAvailableAsync(
        IReadOnlyList<string> names, CancellationToken cancellationToken);

    /// <summary>Returns those of these exact versions that the repositories offer.</summary>
    Task<PackageResult<IReadOnlyList<AvailablePackage>>> ResolveExactAsync(
        IReadOnlyList<PackageBuild> builds, CancellationToken cancellationToken);

    /// <summary>Returns the installed packages of these names, with their ids.</summary>
    Task<PackageResult<IReadOnlyList<AvailablePackage>>> ResolveInstalledAsync(
        IReadOnlyList<string> names, CancellationToken cancellationToken);

    /// <summary>
    /// Returns the id of a package that the package database has and <see cref="ResolveInstalledAsync"/> leaves out, because it is
    /// installed in part; null when the engine removes no such package.
    /// </summary>
    string? PartialId(InstalledPackage package) => null;

    /// <summary>
    /// Returns the installed packages that need these, directly or through others: for a package manager that removes them only by name.
    /// </summary>
    Task<PackageResult<IReadOnlyList<AvailablePackage>>> DependantsAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken) =>
        Task.FromResult(PackageResult<IReadOnlyList<AvailablePackage>>.Of([]));

    /// <summary>Refreshes the repositories' indexes. Returns null on success; some may have been refreshed even on failure.</summary>
    Task<PackageFailure?> RefreshAsync(Action<ExecutionProgress>? progress, CancellationToken cancellationToken);

    Task<PackageResult<IReadOnlyList<SimulatedChange>>> SimulateAsync(ChangeSet changes, CancellationToken cancellationToken);

    /// <summary>Downloads package files into the package manager's own cache; installs nothing. Returns null when all are there.</summary>
    Task<PackageFailure?> DownloadAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken);

    /// <summary>Carries out a transaction; returns when it has really ended.</summary>
    /// <param name="stop">Asks the package manager to cancel; it may refuse.</param>
    /// <param name="shutdown">Leaves the transaction running and throws <see cref="OperationCanceledException"/>.</param>
    Task<ExecutionReport> ExecuteAsync(ChangeSet changes, IExecutionObserver observer, CancellationToken stop, CancellationToken shutdown);

    /// <summary>
    /// Follows a transaction of an earlier process of the agent to its end. It cannot be cancelled: only its creator may do that.
    /// </summary>
    /// <param name="handle">
    /// Null when it was not stored; the call then waits for whatever changes packages now, and reports it only when it is no other
    /// program's. A handle of another engine counts as a transaction that has ended.
    /// </param>
    /// <returns>Null when it has ended; <see cref="ExecutionReport.IsUnknown"/> when the engine could not be queried.</returns>
    Task<ExecutionReport?> FollowAsync(TransactionHandle? handle, IExecutionObserver observer, CancellationToken shutdown);

    /// <summary>Stops the package manager's service, which kills its child processes. Returns null when it is stopped.</summary>
    Task<PackageFailure?> StopServiceAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Lets the package manager finish interrupted changes, which it cannot simulate; returns when the transaction has ended.
    /// </summary>
    Task<ExecutionReport> RepairAsync(IExecutionObserver observer, CancellationToken shutdown);

    /// <summary>
    /// Asks the package manager's service to exit once it is idle, which releases its locks. Returns null when it accepted, or is not
    /// running.
    /// </summary>
    Task<PackageFailure?> LeaveAsync(CancellationToken cancellationToken);

    /// <summary>True when the package manager's service works on no transaction of anybody; null when that is not known.</summary>
    Task<bool?> IsIdleAsync(CancellationToken cancellationToken) => Task.FromResult<bool?>(null);

    /// <summary>
    /// Makes the package manager's service read the changed package database again: PackageKit's dnf backend caches what it read, and sees
    /// neither a change by another program nor one by a failed transaction of its own.
    /// </summary>
    /// <returns>False when it did not do so in time: its answers may then be older than the change.</returns>
    Task<bool> RenewAsync(CancellationToken cancellationToken) => Task.FromResult(true);

    /// <summary>Returns whether a transaction succeeded by the package manager's own history; null when the history has no entry.</summary>
    Task<bool?> SucceededAsync(TransactionHandle handle, CancellationToken cancellationToken);

    /// <summary>Subscribes to changes of installed packages, updates and repositories.</summary>
    IDisposable OnChanged(Action handler);
}
