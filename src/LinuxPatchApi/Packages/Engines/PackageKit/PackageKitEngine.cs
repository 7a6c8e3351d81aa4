using LinuxPatchApi.HostServices.PackageKit;
using LinuxPatchApi.HostServices.PackageKit.Model;
using LinuxPatchApi.HostServices.PackageKit.Vocabulary;
using LinuxPatchApi.HostServices.Systemd;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Engines.PackageKit;

/// <summary>
/// The package manager through PackageKit. Packages of repositories must be signed (only-trusted); no option turns that off.
/// </summary>
internal sealed partial class PackageKitEngine(PackageKitClient client, SystemdClient systemd, IEngineFamily family, TimeProvider time)
    : IPackageEngine
{
    private volatile EngineInfo? _described;

    /// <summary>PackageKit reads the database anew after a transaction that succeeded.</summary>
    private volatile bool _hasRenewed;

    private readonly RestartPace _pace = new(time);

    public async Task<PackageResult<EngineInfo>> DescribeAsync(CancellationToken cancellationToken)
    {
        var daemon = await client.GetDaemonAsync(cancellationToken);
        if (!daemon.IsSuccess)
        {
            return PackageKitFailures.Of(daemon.Failure);
        }

        var (backend, isOffline) = (daemon.Value.BackendName, daemon.Value.Network == PackageKitNetwork.Offline);
        return _described = new EngineInfo("packagekit", family.WireNameOf(backend), daemon.Value.Version, isOffline) { Flavour = backend };
    }

    public async Task<PackageResult<TimeSpan?>> MetadataAgeAsync(CancellationToken cancellationToken)
    {
        var age = await client.GetTimeSinceActionAsync(PackageKitRole.RefreshCache, cancellationToken);
        return age.IsSuccess ? PackageResult<TimeSpan?>.Of(age.Value) : PackageKitFailures.Of(age.Failure);
    }

    public Task<PackageResult<IReadOnlyList<InstalledPackage>>> InstalledAsync(CancellationToken cancellationToken)
    {
        _hasRenewed = false;
        return QueryAsync(
            new PackageKitRequest.GetPackages(PackageKitFilters.Installed),
            outcome => outcome.Packages.Where(p => p.Info is PackageKitInfo.Installed or PackageKitInfo.CollectionInstalled)
                .Select(p => new InstalledPackage(p.Id.Name, p.Id.Architecture, p.Id.Version)
                {
                    Summary = p.Summary,
                    Repository = PackageKitRows.Repository(p.Id),
                }),
            cancellationToken);
    }

    public Task<PackageResult<IReadOnlyList<UpdateCandidate>>> UpdatesAsync(CancellationToken cancellationToken) => QueryAsync(
        new PackageKitRequest.GetUpdates(PackageKitFilters.None),
        outcome => outcome.Packages.Select(PackageKitRows.Update).OfType<UpdateCandidate>().DistinctBy(u => u.Id),
        cancellationToken);

    public Task<PackageResult<IReadOnlyList<UpdateDetail>>> UpdateDetailsAsync(
        IReadOnlyList<string> ids, CancellationToken cancellationToken) => QueryAsync(
            new PackageKitRequest.GetUpdateDetail(Ids(ids)),
            outcome => outcome.UpdateDetails.Select(detail => UpdateDetailRows.Of(detail, family.HasAdvisories)),
            cancellationToken);

    public async Task<PackageResult<IReadOnlyList<AvailablePackage>>> ResolveAvailableAsync(
        IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var found = await ResolveAsync(names, PackageKitFilters.None, cancellationToken);
        if (!found.IsSuccess || !family.ResolvesInstalledOnly || !found.Value.Any(p => p.Repository is null))
        {
            return found;
        }

        // A name that no repository has is an error here, and the installed row stands.
        var offered = await ResolveAsync(names, PackageKitFilters.NotInstalled, cancellationToken);
        return !offered.IsSuccess && offered.Failure.Code == JobErrorCode.BackendUnavailable
            ? offered.Failure
            : PackageResult<IReadOnlyList<AvailablePackage>>.Of(
                [.. (offered.IsSuccess ? offered.Value : []).Concat(found.Value).DistinctBy(p => (p.Key, p.Version))]);
    }

    private Task<PackageResult<IReadOnlyList<AvailablePackage>>> ResolveAsync(
        IReadOnlyList<string> names, PackageKitFilters filters, CancellationToken cancellationToken) => QueryAsync(
            new PackageKitRequest.Resolve(filters, names),
            // A version that is installed and offered has two rows with dnf; only the repository's can be installed again.
            outcome => outcome.Packages.OrderBy(p => p.Info == PackageKitInfo.Installed).Select(Available)
                .DistinctBy(p => (p.Key, p.Version)),
            cancellationToken);

    /// <summary>Resolve also accepts ids without a repository.</summary>
    public Task<PackageResult<IReadOnlyList<AvailablePackage>>> ResolveExactAsync(
        IReadOnlyList<PackageBuild> builds, CancellationToken cancellationToken) =>
        ResolveAvailableAsync([.. builds.Select(b => $"{b.Name};{b.Version};{b.Architecture};")], cancellationToken);

    public Task<PackageResult<IReadOnlyList<AvailablePackage>>> DependantsAsync(
        IReadOnlyList<string> ids, CancellationToken cancellationToken) => QueryAsync(
            new PackageKitRequest.RequiredBy(PackageKitFilters.Installed, Ids(ids), Recursive: true),
            outcome => outcome.Packages.Select(Available).Where(p => !ids.Contains(p.Id!, StringComparer.Ordinal)).DistinctBy(p => p.Id),
            cancellationToken);

    public async Task<bool?> IsIdleAsync(CancellationToken cancellationToken) =>
        await client.GetTransactionListAsync(cancellationToken) is { IsSuccess: true } running ? running.Value.Count == 0 : null;

    public Task<PackageResult<IReadOnlyList<AvailablePackage>>> ResolveInstalledAsync(
        IReadOnlyList<string> names, CancellationToken cancellationToken) => QueryAsync(
            new PackageKitRequest.Resolve(PackageKitFilters.Installed, names),
            outcome => outcome.Packages.Where(p => p.Info == PackageKitInfo.Installed).Select(Available),
            cancellationToken);

    public string? PartialId(InstalledPackage package) =>
        package.Version.Length == 0 ? null : new PackageId(package.Name, package.Version, package.Architecture, "installed").Raw;

    public async Task<PackageResult<IReadOnlyList<SimulatedChange>>> SimulateAsync(ChangeSet changes, CancellationToken cancellationToken)
    {
        var simulated = await QueryAsync(
            Request(changes, simulate: true),
            outcome => outcome.Packages.Select(PackageKitRows.Simulated).OfType<SimulatedChange>(),
            cancellationToken);
        return simulated.IsSuccess && simulated.Value.FirstOrDefault(c => c.Kind == SimulatedKind.Untrusted) is { } unsigned
            ? new PackageFailure(
                JobErrorCode.SignatureError, $"{unsigned.Name} {unsigned.Version} is not signed by a trusted key", Retryable: false)
            : simulated;
    }

    public async Task<PackageFailure?> DownloadAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var fetched = await QueryAsync<string>(
            new PackageKitRequest.DownloadPackages(StoreInCache: true, Ids(ids)), _ => [], cancellationToken);
        return fetched.IsSuccess ? null : fetched.Failure;
    }

    /// <summary>The exit of an idle daemon is not a change: querying it again would keep it running for ever.</summary>
    public IDisposable OnChanged(Action handler) => client.OnChanged(change =>
    {
        if (change is PackageKitChange.InstalledChanged or PackageKitChange.UpdatesChanged or PackageKitChange.RepoListChanged
            or PackageKitChange.Reconnected)
        {
            handler();
        }
    });

    private async Task<PackageResult<IReadOnlyList<T>>> QueryAsync<T>(
        PackageKitRequest request,
        Func<PackageKitOutcome, IEnumerable<T>> read,
        CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await client.QueryAsync(request, cancellationToken);
            if (!outcome.IsSuccess)
            {
                return PackageKitFailures.Of(outcome.Failure);
            }

            return PackageKitFailures.Of(outcome.Value, family.Failures) is { } failure
                ? WithOfflineRemedy(failure)
                : PackageResult<IReadOnlyList<T>>.Of([.. read(outcome.Value)]);
        }
        catch (OperationCanceledException)
        {
            return new PackageFailure(
                JobErrorCode.BackendUnavailable,
                "PackageKit did not answer in time; it may be working on another transaction",
                Retryable: true);
        }
    }

    private static AvailablePackage Available(PackageKitPackage row) =>
        new(row.Id.Raw, row.Id.Name, row.Id.Architecture, row.Id.Version, PackageKitRows.Repository(row.Id), row.Summary);

    private static PackageId[] Ids(IReadOnlyList<string> ids) => [.. ids.Select(PackageId.Parse)];

    private static PackageKitRequest Request(ChangeSet changes, bool simulate)
    {
        var flags = PackageKitTransactionFlags.OnlyTrusted | (simulate ? PackageKitTransactionFlags.Simulate : 0);
        return changes switch
        {
            ChangeSet.Install install => new PackageKitRequest.InstallPackages(
                flags
                    | (install.AllowDowngrade ? PackageKitTransactionFlags.AllowDowngrade : 0)
                    | (install.Reinstall ? PackageKitTransactionFlags.AllowReinstall : 0),
                Ids(install.Ids)),
            ChangeSet.Update update => new PackageKitRequest.UpdatePackages(flags, Ids(update.Ids)),
            ChangeSet.InstallFiles files => new PackageKitRequest.InstallFiles(
                simulate ? PackageKitTransactionFlags.Simulate : PackageKitTransactionFlags.None, files.Paths),
            ChangeSet.Remove remove => new PackageKitRequest.RemovePackages(
                simulate ? PackageKitTransactionFlags.Simulate : PackageKitTransactionFlags.None,
                Ids(remove.Ids),
                remove.AllowDependents,
                remove.AutoRemove),
            _ => throw new InvalidOperationException($"no transaction for {changes.GetType().Name}"),
        };
    }

    /// <summary>True until the engine is known: PackageKit itself reports at each moment whether it accepts a cancel.</summary>
    private bool CanCancel => _described is not { } engine || family.CanCancel(engine);
}
