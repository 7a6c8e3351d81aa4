using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Tests.Packages;

/// <summary>A package manager whose answers the test sets.</summary>
internal sealed class FakeEngine : IPackageEngine
{
    private int _updatesAsked;
    private int _refreshes;

    public EngineInfo Info { get; set; } = new("packagekit", "apt", new Version(1, 3, 5), Offline: false);

    public PackageFailure? Failure { get; set; }

    /// <summary>Of resolving names only.</summary>
    public PackageFailure? ResolveFailure { get; set; }

    public List<UpdateCandidate> Updates { get; } = [];

    public List<AvailablePackage> Offered { get; } = [];

    public List<string> ResolvedNames { get; } = [];

    /// <summary>Questions for names or ids.</summary>
    public int Resolutions { get; private set; }

    /// <summary>What resolving installed names gives; when empty, version 1 of each for amd64.</summary>
    public List<AvailablePackage> InstalledRows { get; } = [];

    /// <summary>What carrying out does and tells.</summary>
    public Func<ChangeSet, ExecutionReport>? Execution { get; set; }

    public Func<IReadOnlyList<string>, PackageResult<IReadOnlyList<UpdateDetail>>> Details { get; set; } = _ =>
        PackageResult<IReadOnlyList<UpdateDetail>>.Of([]);

    /// <summary>In place of <see cref="Details"/>, where the answer takes its time.</summary>
    public Func<IReadOnlyList<string>, Task<PackageResult<IReadOnlyList<UpdateDetail>>>>? DetailsTask { get; set; }

    public Func<ChangeSet, PackageResult<IReadOnlyList<SimulatedChange>>> Simulation { get; set; } = _ =>
        PackageResult<IReadOnlyList<SimulatedChange>>.Of([]);

    public Func<CancellationToken, Task<PackageFailure?>> Refresh { get; set; } = _ => Task.FromResult<PackageFailure?>(null);

    /// <summary>Thrown once by the next question for updates.</summary>
    public Exception? ThrowOnce { get; set; }

    /// <summary>Questions for updates are answered when it has ended.</summary>
    public Task UpdatesMayCome { get; set; } = Task.CompletedTask;

    public IReadOnlyList<InstalledPackage> InstalledSet { get; set; } = [];

    public bool CanRenew { get; set; } = true;

    public int Renewals { get; private set; }

    /// <summary>What the service's leaving does to the host.</summary>
    public Action? Renewing { get; set; }

    public Action? Changed { get; private set; }

    public TimeSpan? Age { get; set; }

    public int UpdatesAsked => Volatile.Read(ref _updatesAsked);

    public int Refreshes => Volatile.Read(ref _refreshes);

    public Task<PackageResult<EngineInfo>> DescribeAsync(CancellationToken cancellationToken) => Answer(Info);

    public Task<PackageResult<TimeSpan?>> MetadataAgeAsync(CancellationToken cancellationToken) => Answer(Age);

    public Task<PackageResult<IReadOnlyList<InstalledPackage>>> InstalledAsync(CancellationToken cancellationToken) =>
        Answer(InstalledSet);

    public Task<bool> RenewAsync(CancellationToken cancellationToken)
    {
        Renewals++;
        Renewing?.Invoke();
        return Task.FromResult(CanRenew);
    }

    public async Task<PackageResult<IReadOnlyList<UpdateCandidate>>> UpdatesAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _updatesAsked);
        await UpdatesMayCome;
        if (ThrowOnce is { } exception)
        {
            ThrowOnce = null;
            throw exception;
        }
        return await Answer<IReadOnlyList<UpdateCandidate>>([.. Updates]);
    }

    public Task<PackageResult<IReadOnlyList<UpdateDetail>>> UpdateDetailsAsync(IReadOnlyList<string> ids,
        CancellationToken cancellationToken) =>
        DetailsTask?.Invoke(ids) ?? Task.FromResult(Details(ids));

    public Task<PackageResult<IReadOnlyList<AvailablePackage>>> ResolveAvailableAsync(IReadOnlyList<string> names,
        CancellationToken cancellationToken)
    {
        ResolvedNames.AddRange(names);
        Resolutions++;
        if (ResolveFailure is { } failure)
        {
            return Task.FromResult<PackageResult<IReadOnlyList<AvailablePackage>>>(failure);
        }

        return Answer<IReadOnlyList<AvailablePackage>>(
            [.. Offered.Where(o => names.Contains(o.Name))]);
    }

    public Task<PackageResult<IReadOnlyList<AvailablePackage>>> ResolveExactAsync(
        IReadOnlyList<PackageBuild> builds, CancellationToken cancellationToken)
    {
        Resolutions++;
        ResolvedNames.AddRange(builds.Select(b => $"{b.Name};{b.Version};{b.Architecture};"));
        return Answer<IReadOnlyList<AvailablePackage>>(
            [.. Offered.Where(o => builds.Contains(new PackageBuild(o.Name, o.Architecture, o.Version)))]);
    }

    public Task<PackageResult<IReadOnlyList<AvailablePackage>>> ResolveInstalledAsync(IReadOnlyList<string> names,
        CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<AvailablePackage>>(
            InstalledRows.Count > 0 ? InstalledRows
                : [.. names.Select(n => new AvailablePackage($"{n};1;amd64;installed", n, "amd64", "1", null, ""))]);

    /// <summary>Null where it is not known whether a transaction of anybody runs.</summary>
    public bool? Idle { get; set; }

    public Task<bool?> IsIdleAsync(CancellationToken cancellationToken) => Task.FromResult(Idle);

    public List<AvailablePackage> Dependants { get; } = [];

    public Task<PackageResult<IReadOnlyList<AvailablePackage>>> DependantsAsync(
        IReadOnlyList<string> ids, CancellationToken cancellationToken) => Answer<IReadOnlyList<AvailablePackage>>(Dependants);

    public Task<PackageFailure?> RefreshAsync(Action<ExecutionProgress>? progress, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _refreshes);
        return Refresh(cancellationToken);
    }

    public Task<PackageResult<IReadOnlyList<SimulatedChange>>> SimulateAsync(ChangeSet changes, CancellationToken cancellationToken) =>
        Task.FromResult(Simulation(changes));

    public PackageFailure? DownloadFailure { get; set; }

    /// <summary>Ids that were downloaded.</summary>
    public List<string> Downloaded { get; } = [];

    public Task<PackageFailure?> DownloadAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        Downloaded.AddRange(ids);
        return Task.FromResult(DownloadFailure ?? Failure);
    }

    public Task<ExecutionReport> ExecuteAsync(ChangeSet changes, IExecutionObserver observer, CancellationToken stop,
        CancellationToken shutdown) =>
        Waiting?.Invoke(stop) is { } waited ? waited
            : Task.FromResult(Execution?.Invoke(changes) ?? new ExecutionReport(Failure, RestartSystem: false) { Lost = Lost });

    /// <summary>A transaction that waits in the service's queue; null, or a null from it: it is carried out at once.</summary>
    public Func<CancellationToken, Task<ExecutionReport>?>? Waiting { get; set; }

    /// <summary>Makes transactions wait in the service's queue until they are cancelled. Ends when one waits.</summary>
    public Task QueueUntilCancelled()
    {
        var queued = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Waiting = stop =>
        {
            var cancelled = new TaskCompletionSource<ExecutionReport>(TaskCreationOptions.RunContinuationsAsynchronously);
            stop.Register(() => cancelled.SetResult(
                new ExecutionReport(new PackageFailure(JobErrorCode.Cancelled, "cancelled", Retryable: true), RestartSystem: false)));
            queued.TrySetResult();
            return cancelled.Task;
        };
        return queued.Task;
    }

    /// <summary>Transactions end because the package manager's service died.</summary>
    public bool Lost { get; set; }

    public Task<ExecutionReport?> FollowAsync(TransactionHandle? handle, IExecutionObserver observer, CancellationToken shutdown) =>
        Task.FromResult(Following());

    /// <summary>The result of following a transaction of an earlier process.</summary>
    public Func<ExecutionReport?> Following { get; set; } = () => null;

    public Task<PackageFailure?> StopServiceAsync(CancellationToken cancellationToken) => Task.FromResult<PackageFailure?>(null);

    /// <summary>What a repair does to the host; it always tells success.</summary>
    public Action? Repair { get; set; }

    /// <summary>What a repair tells instead.</summary>
    public Func<ExecutionReport>? Repaired { get; set; }

    public Task<ExecutionReport> RepairAsync(IExecutionObserver observer, CancellationToken shutdown)
    {
        Repair?.Invoke();
        return Task.FromResult(Repaired?.Invoke() ?? new ExecutionReport(null, RestartSystem: false));
    }

    public Task<PackageFailure?> LeaveAsync(CancellationToken cancellationToken) => Task.FromResult<PackageFailure?>(null);

    /// <summary>What the package manager's history says of a transaction.</summary>
    public bool? Succeeded { get; set; }

    public Task<bool?> SucceededAsync(TransactionHandle handle, CancellationToken cancellationToken) => Task.FromResult(Succeeded);

    public IDisposable OnChanged(Action handler)
    {
        Changed = handler;
        return new Subscription(this);
    }

    private Task<PackageResult<T>> Answer<T>(T value) =>
        Task.FromResult<PackageResult<T>>(Failure is { } failure ? failure : PackageResult<T>.Of(value));

    private sealed class Subscription(FakeEngine backend) : IDisposable
    {
        public void Dispose() => backend.Changed = null;
    }
}
