using LinuxPatchApi.Files;
using LinuxPatchApi.HostServices.ApkPolkit;
using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Families.Apk;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Engines.ApkPolkit;

/// <summary>
/// apk through its own D-Bus service (dev.Cogitri.apkPolkit2), which has no transactions, no simulation, no versions, no signals and no
/// history. A simulation here is what was requested, and for a removal what apk's database and the world say; what a change did is read
/// from the database afterwards.
/// </summary>
/// <param name="isLocked">Returns whether some process writes the package database.</param>
internal sealed class ApkPolkitEngine(ApkPolkitClient client, ApkDatabase database, ApkWorld world, Func<bool> isLocked, TimeProvider time)
    : IPackageEngine
{
    public const string Name = "apkpolkit";

    /// <summary>The only handle: the service has none of its own, and works on one change at a time.</summary>
    private static readonly TransactionHandle Handle = new(Name);

    private static readonly ApkFailureTexts Texts = ApkFailureTexts.Instance;

    private readonly Lock _lock = new();
    private readonly List<Action> _handlers = [];

    /// <param name="root">The host's root directory.</param>
    public static ApkPolkitEngine Open(SystemBus bus, string root, Func<bool> isLocked, TimeProvider time) =>
        new(new ApkPolkitClient(bus), new ApkDatabase(root), new ApkWorld(root), isLocked, time);

    /// <summary>Reports version 0.0: the service has none.</summary>
    public async Task<PackageResult<EngineInfo>> DescribeAsync(CancellationToken cancellationToken)
    {
        var present = await client.IsPresentAsync(cancellationToken);
        return !present.IsSuccess ? ApkPolkitFailures.Of(present.Failure, Texts)
            : present.Value ? new EngineInfo(Name, "apk", new Version(0, 0), Offline: false)
            : new PackageFailure(JobErrorCode.BackendUnavailable, ApkPolkitFailures.Absent, Retryable: true);
    }

    /// <summary>Returns null: the service does not say; the agent knows the refreshes that it made itself.</summary>
    public Task<PackageResult<TimeSpan?>> MetadataAgeAsync(CancellationToken cancellationToken) => Answer<TimeSpan?>(null);

    public async Task<PackageResult<IReadOnlyList<InstalledPackage>>> InstalledAsync(CancellationToken cancellationToken)
    {
        var read = await new ApkInstalledSource(database, world, () => null, time).ReadAsync(cancellationToken);
        return read.IsSuccess ? PackageResult<IReadOnlyList<InstalledPackage>>.Of(read.Value.Packages) : read.Failure;
    }

    /// <summary>Leaves out what the service would downgrade: an apply never does that.</summary>
    public async Task<PackageResult<IReadOnlyList<UpdateCandidate>>> UpdatesAsync(CancellationToken cancellationToken)
    {
        var (rows, records, failure) = await AskAsync(() => client.ListUpgradableAsync(cancellationToken), cancellationToken);
        if (failure is not null)
        {
            return failure;
        }

        var updates = new List<UpdateCandidate>();
        foreach (var row in rows)
        {
            if (row is { State: ApkPolkitState.Upgradable, StagingVersion: { } version })
            {
                updates.Add(new UpdateCandidate(
                    Id(row.Name, version), row.Name, ArchitectureOf(row.Name, records), version, null, row.Description, "normal",
                    Security: false, Severities.Unknown, Held: false)
                {
                    SizeBytes = row.InstalledBytes,
                    DownloadBytes = row.DownloadBytes,
                });
            }
        }

        return updates;
    }

    /// <summary>apk has no advisories.</summary>
    public Task<PackageResult<IReadOnlyList<UpdateDetail>>> UpdateDetailsAsync(
        IReadOnlyList<string> ids, CancellationToken cancellationToken) => Answer<IReadOnlyList<UpdateDetail>>([]);

    /// <summary>
    /// Returns for each name the version that apk would install. The service's details may not say that a package can be upgraded, so its
    /// list of upgrades is read as well.
    /// </summary>
    public async Task<PackageResult<IReadOnlyList<AvailablePackage>>> ResolveAvailableAsync(
        IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var (rows, records, failure) = await AskAsync(() => client.GetDetailsAsync(names, cancellationToken), cancellationToken);
        if (failure is not null)
        {
            return failure;
        }

        var upgrades = await client.ListUpgradableAsync(cancellationToken);
        if (!upgrades.IsSuccess)
        {
            return ApkPolkitFailures.Of(upgrades.Failure, Texts);
        }

        var found = new List<AvailablePackage>();
        foreach (var row in rows)
        {
            var better = upgrades.Value.FirstOrDefault(u => u.Name == row.Name && u.StagingVersion is not null);
            var version = better?.StagingVersion ?? row.StagingVersion ?? row.Version;
            found.Add(new AvailablePackage(
                Id(row.Name, version), row.Name, ArchitectureOf(row.Name, records), version, null, row.Description)
            {
                SizeBytes = row.InstalledBytes,
                DownloadBytes = row.DownloadBytes,
            });
        }

        return found;
    }

    /// <summary>The service takes names only: a version is exact when it is the one that apk would install.</summary>
    public async Task<PackageResult<IReadOnlyList<AvailablePackage>>> ResolveExactAsync(
        IReadOnlyList<PackageBuild> builds, CancellationToken cancellationToken)
    {
        var offered = await ResolveAvailableAsync([.. builds.Select(b => b.Name).Distinct(StringComparer.Ordinal)], cancellationToken);
        return offered.IsSuccess
            ? PackageResult<IReadOnlyList<AvailablePackage>>.Of(
                [.. offered.Value.Where(p => builds.Any(b => b.IsMetBy(p, ApkTerms.Instance.NeutralArchitecture)))])
            : offered;
    }

    public Task<PackageResult<IReadOnlyList<AvailablePackage>>> ResolveInstalledAsync(
        IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var (records, failure) = Records(cancellationToken);
        return failure is not null
            ? Task.FromResult<PackageResult<IReadOnlyList<AvailablePackage>>>(failure)
            : Answer<IReadOnlyList<AvailablePackage>>(
                [.. records.Where(r => names.Contains(r.Name, StringComparer.Ordinal))
                    .Select(r => new AvailablePackage(Id(r.Name, r.Version), r.Name, r.Architecture, r.Version, null, r.Description))]);
    }

    public async Task<PackageFailure?> RefreshAsync(Action<ExecutionProgress>? progress, CancellationToken cancellationToken)
    {
        try
        {
            progress?.Invoke(new ExecutionProgress(0, JobPhase.Refreshing, null, null, Cancellable: false));
            var refreshed = await client.RefreshAsync(cancellationToken);
            Changed();
            var failure = refreshed.IsSuccess ? null : ApkPolkitFailures.Of(refreshed.Failure, Texts);
            return failure is { Code: JobErrorCode.PackageManagerError }
                ? failure with { Code = JobErrorCode.CacheRefreshError, Retryable = true }
                : failure;
        }
        catch (OperationCanceledException)
        {
            return new PackageFailure(
                JobErrorCode.CacheRefreshError, "the repositories' indexes were not refreshed in time", Retryable: true);
        }
    }

    public Task<PackageResult<IReadOnlyList<SimulatedChange>>> SimulateAsync(ChangeSet changes, CancellationToken cancellationToken)
    {
        var (records, failure) = Records(cancellationToken);
        if (failure is not null)
        {
            return Task.FromResult<PackageResult<IReadOnlyList<SimulatedChange>>>(failure);
        }

        return changes switch
        {
            ChangeSet.Install install => Answer(Requested(install.Ids, records)),
            ChangeSet.Update update => Answer(Requested(update.Ids, records)),
            ChangeSet.Remove remove => Task.FromResult(Removal(remove.Ids.Select(NameOf).ToHashSet(StringComparer.Ordinal), records)),
            _ => Task.FromResult<PackageResult<IReadOnlyList<SimulatedChange>>>(NoFiles),
        };
    }

    public Task<PackageFailure?> DownloadAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken) =>
        Task.FromResult<PackageFailure?>(Lacks("download without installing"));

    public async Task<ExecutionReport> ExecuteAsync(
        ChangeSet changes, IExecutionObserver observer, CancellationToken stop, CancellationToken shutdown)
    {
        observer.Started(Handle);
        var phase = changes is ChangeSet.Remove ? JobPhase.Removing : JobPhase.Installing;
        observer.Progressed(new ExecutionProgress(0, phase, null, null, Cancellable: false));
        using var refusal = stop.UnsafeRegister(
            static o => ((IExecutionObserver)o!).Logged("cancelling is not possible: apk's D-Bus service cannot be cancelled"), observer);
        var result = changes switch
        {
            ChangeSet.Install install => await client.AddAsync([.. install.Ids.Select(NameOf)], shutdown),
            ChangeSet.Update update => await client.UpgradeAsync([.. update.Ids.Select(NameOf)], shutdown),
            ChangeSet.Remove remove => await client.DeleteAsync([.. remove.Ids.Select(NameOf)], shutdown),
            _ => HostServices.HostResult<bool>.Success(false),
        };
        Changed();
        if (changes is ChangeSet.InstallFiles)
        {
            return new ExecutionReport(NoFiles, RestartSystem: false);
        }

        if (result.IsSuccess)
        {
            return new ExecutionReport(null, RestartSystem: false);
        }

        var failure = ApkPolkitFailures.Of(result.Failure, Texts);
        foreach (var line in failure.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            observer.Logged(line);
        }

        return new ExecutionReport(failure, RestartSystem: false) { Lost = ApkPolkitFailures.IsLost(result.Failure) };
    }

    /// <summary>
    /// Waits for the end of whatever writes the package database: the service goes on with a change whose caller is gone, and answers
    /// nobody else about it. Returns null: how it ended only the database tells.
    /// </summary>
    public async Task<ExecutionReport?> FollowAsync(TransactionHandle? handle, IExecutionObserver observer, CancellationToken shutdown)
    {
        while (isLocked())
        {
            await Task.Delay(PackageLimits.FreePollInterval, time, shutdown);
        }

        return null;
    }

    public Task<PackageFailure?> StopServiceAsync(CancellationToken cancellationToken) =>
        Task.FromResult<PackageFailure?>(Lacks("end of a running change"));

    public Task<ExecutionReport> RepairAsync(IExecutionObserver observer, CancellationToken shutdown) =>
        Task.FromResult(new ExecutionReport(Lacks("repair; run 'apk fix' on the host"), RestartSystem: false));

    /// <summary>Returns null: the service holds no lock between changes.</summary>
    public Task<PackageFailure?> LeaveAsync(CancellationToken cancellationToken) => Task.FromResult<PackageFailure?>(null);

    public Task<bool?> SucceededAsync(TransactionHandle handle, CancellationToken cancellationToken) => Task.FromResult<bool?>(null);

    /// <summary>Calls the handler after the agent's own changes: the service signals none, and others are seen in the database.</summary>
    public IDisposable OnChanged(Action handler)
    {
        lock (_lock)
        {
            _handlers.Add(handler);
        }

        return new Subscription(this, handler);
    }

    private static readonly PackageFailure NoFiles = Lacks("installation of package files");

    private static PackageFailure Lacks(string what) =>
        new(JobErrorCode.PackageManagerError, $"apk's D-Bus service has no {what}", Retryable: false);

    private static string Id(string name, string version) => $"{name}={version}";

    private static string NameOf(string id) => id[..id.IndexOf('=')];

    private static string VersionOf(string id) => id[(id.IndexOf('=') + 1)..];

    private static Task<PackageResult<T>> Answer<T>(T value) => Task.FromResult(PackageResult<T>.Of(value));

    /// <summary>The service's rows have no architecture: that of an installed package, else that of apk itself.</summary>
    private static string ArchitectureOf(string name, IReadOnlyList<ApkRecord> records)
    {
        string? native = null;
        foreach (var record in records)
        {
            if (record.Name == name)
            {
                return record.Architecture;
            }

            native = record.Name == ApkTerms.Instance.Manager ? record.Architecture : native;
        }

        return native ?? ApkTerms.Instance.NeutralArchitecture;
    }

    private static IReadOnlyList<SimulatedChange> Requested(IReadOnlyList<string> ids, IReadOnlyList<ApkRecord> records) =>
    [
        .. ids.Select(id => new SimulatedChange(
            SimulatedKind.Install, NameOf(id), ArchitectureOf(NameOf(id), records), VersionOf(id), null)),
    ];

    private PackageResult<IReadOnlyList<SimulatedChange>> Removal(IReadOnlySet<string> names, IReadOnlyList<ApkRecord> records)
    {
        var entries = world.Read();
        if (!entries.IsSuccess)
        {
            return entries.Failure;
        }

        var relations = new ApkRelations(records);
        var leaving = relations.Leaving(entries.Value, names);
        var staying = names.Where(n => !leaving.Any(r => r.Name == n)).Order(StringComparer.Ordinal).ToList();
        if (staying.Count > 0)
        {
            var needing = staying.SelectMany(relations.Dependants).Where(n => !names.Contains(n)).Distinct(StringComparer.Ordinal).ToList();
            return new PackageFailure(
                JobErrorCode.DependencyConflict,
                $"apk keeps {string.Join(", ", staying)}, which {(needing.Count > 0 ? string.Join(", ", needing) : "another package")} "
                    + "needs: remove that first; nothing was changed",
                Retryable: false)
            {
                Block = BlockKind.Conflicts,
                Names = needing,
            };
        }

        return PackageResult<IReadOnlyList<SimulatedChange>>.Of(
            [.. leaving.Select(r => new SimulatedChange(SimulatedKind.Remove, r.Name, r.Architecture, r.Version, null))]);
    }

    private (IReadOnlyList<ApkRecord> Records, PackageFailure? Failure) Records(CancellationToken cancellationToken)
    {
        try
        {
            return (database.Read(withFiles: false, cancellationToken), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return ([], new PackageFailure(
                JobErrorCode.PackageManagerError, $"{database.Path} cannot be read: {SystemErrorText.Of(e)}", Retryable: false));
        }
    }

    private async Task<(IReadOnlyList<ApkPolkitRow> Rows, IReadOnlyList<ApkRecord> Records, PackageFailure? Failure)> AskAsync(
        Func<Task<HostServices.HostResult<IReadOnlyList<ApkPolkitRow>>>> ask, CancellationToken cancellationToken)
    {
        var (records, failure) = Records(cancellationToken);
        if (failure is not null)
        {
            return ([], [], failure);
        }

        var rows = await ask();
        return rows.IsSuccess ? (rows.Value, records, null) : ([], records, ApkPolkitFailures.Of(rows.Failure, Texts));
    }

    private void Changed()
    {
        Action[] handlers;
        lock (_lock)
        {
            handlers = [.. _handlers];
        }

        foreach (var handler in handlers)
        {
            handler();
        }
    }

    private sealed class Subscription(ApkPolkitEngine engine, Action handler) : IDisposable
    {
        public void Dispose()
        {
            lock (engine._lock)
            {
                engine._handlers.Remove(handler);
            }
        }
    }
}
