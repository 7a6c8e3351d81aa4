using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Engines.ApkPolkit;

/// <summary>
/// apk's own D-Bus service (dev.Cogitri.apkPolkit2), which has no transactions, no simulation and no history. This version of the agent tells
/// whether it is there and what it could do; it changes nothing through it, and says so to each question.
/// </summary>
internal sealed class ApkPolkitEngine(SystemBus bus) : IPackageEngine
{
    public const string Name = "apkpolkit";

    public const string Obstacle = "this version of the agent cannot ask or change packages through apk's D-Bus service";

    private const string BusName = "dev.Cogitri.apkPolkit2";

    private static readonly PackageFailure Refusal = new(JobErrorCode.PackageManagerError, Obstacle, Retryable: false);

    /// <summary>It tells no version of itself.</summary>
    public async Task<PackageResult<EngineInfo>> DescribeAsync(CancellationToken cancellationToken)
    {
        var running = await bus.NameHasOwnerAsync(BusName, cancellationToken);
        if (!running.IsSuccess)
        {
            return new PackageFailure(JobErrorCode.BackendUnavailable, $"{Remedies.BusAbsent} ({running.Failure.Detail})", Retryable: true);
        }

        if (!running.Value)
        {
            var activatable = await bus.ListActivatableNamesAsync(cancellationToken);
            if (!activatable.IsSuccess || !activatable.Value.Contains(BusName))
            {
                return new PackageFailure(JobErrorCode.BackendUnavailable, "apk's D-Bus service is not installed: install the package apk-polkit-rs", Retryable: true);
            }
        }

        return new EngineInfo(Name, "apk", new Version(0, 0), Offline: false);
    }

    public Task<PackageResult<TimeSpan?>> MetadataAgeAsync(CancellationToken cancellationToken) => No<TimeSpan?>();

    public Task<PackageResult<IReadOnlyList<InstalledPackage>>> InstalledAsync(CancellationToken cancellationToken) => No<IReadOnlyList<InstalledPackage>>();

    public Task<PackageResult<IReadOnlyList<UpdateCandidate>>> UpdatesAsync(CancellationToken cancellationToken) => No<IReadOnlyList<UpdateCandidate>>();

    public Task<PackageResult<IReadOnlyList<UpdateDetail>>> UpdateDetailsAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken) =>
        No<IReadOnlyList<UpdateDetail>>();

    public Task<PackageResult<IReadOnlyList<AvailablePackage>>> ResolveAvailableAsync(IReadOnlyList<string> names, CancellationToken cancellationToken) =>
        No<IReadOnlyList<AvailablePackage>>();

    public Task<PackageResult<IReadOnlyList<AvailablePackage>>> ResolveExactAsync(IReadOnlyList<PackageBuild> builds, CancellationToken cancellationToken) =>
        No<IReadOnlyList<AvailablePackage>>();

    public Task<PackageResult<IReadOnlyList<AvailablePackage>>> ResolveInstalledAsync(IReadOnlyList<string> names, CancellationToken cancellationToken) =>
        No<IReadOnlyList<AvailablePackage>>();

    public Task<PackageFailure?> RefreshAsync(Action<ExecutionProgress>? progress, CancellationToken cancellationToken) => Refused();

    public Task<PackageResult<IReadOnlyList<SimulatedChange>>> SimulateAsync(ChangeSet changes, CancellationToken cancellationToken) => No<IReadOnlyList<SimulatedChange>>();

    public Task<PackageFailure?> DownloadAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken) => Refused();

    public Task<ExecutionReport> ExecuteAsync(ChangeSet changes, IExecutionObserver observer, CancellationToken stop, CancellationToken shutdown) =>
        Task.FromResult(new ExecutionReport(Refusal, RestartSystem: false));

    /// <summary>It has none that would outlive its caller.</summary>
    public Task<ExecutionReport?> FollowAsync(TransactionHandle? handle, IExecutionObserver observer, CancellationToken shutdown) => Task.FromResult<ExecutionReport?>(null);

    public Task<PackageFailure?> StopServiceAsync(CancellationToken cancellationToken) => Refused();

    public Task<ExecutionReport> RepairAsync(IExecutionObserver observer, CancellationToken shutdown) =>
        Task.FromResult(new ExecutionReport(Refusal, RestartSystem: false));

    public Task<PackageFailure?> LeaveAsync(CancellationToken cancellationToken) => Refused();

    public Task<bool?> SucceededAsync(TransactionHandle handle, CancellationToken cancellationToken) => Task.FromResult<bool?>(null);

    /// <summary>It signals no change.</summary>
    public IDisposable OnChanged(Action handler) => new Nothing();

    private static Task<PackageResult<T>> No<T>() => Task.FromResult<PackageResult<T>>(Refusal);

    private static Task<PackageFailure?> Refused() => Task.FromResult<PackageFailure?>(Refusal);

    private sealed class Nothing : IDisposable
    {
        public void Dispose()
        {
            // Nobody is called.
        }
    }
}
