using LinuxPatchApi.HostServices;
using LinuxPatchApi.HostServices.PackageKit.Model;
using LinuxPatchApi.HostServices.PackageKit.Vocabulary;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Packages.Engines.PackageKit;

/// <summary>Transactions that outlived the agent: they live in another service and go on without their creator.</summary>
internal sealed partial class PackageKitEngine
{
    /// <summary>Origin: more than the transactions of an hour; the history is read once a restart.</summary>
    private const uint HistoryDepth = 50;

    public async Task<ExecutionReport?> FollowAsync(TransactionHandle? handle, IExecutionObserver observer, CancellationToken shutdown)
    {
        if (handle is { Text: var path })
        {
            return IsPath(path) ? await WatchAsync(path, observer, shutdown) : null;
        }

        // The agent died between the call and the record of its handle. One transaction changes packages at a time, so it is this one
        // or somebody else's; either way the package database is free only after it.
        var running = await client.GetTransactionListAsync(shutdown);
        if (!running.IsSuccess && running.Failure.Reason != HostFailureReason.ServiceAbsent)
        {
            return new ExecutionReport(PackageKitFailures.Of(running.Failure), RestartSystem: false) { Unheard = true };
        }

        ExecutionReport? last = null;
        foreach (var candidate in running.IsSuccess ? running.Value : [])
        {
            last = await WatchAsync(candidate, observer, shutdown, onlyChanging: true) ?? last;
        }

        return last;
    }

    public async Task<bool?> SucceededAsync(TransactionHandle handle, CancellationToken cancellationToken)
    {
        var history = await client.RunAsync(new PackageKitRequest.GetOldTransactions(HistoryDepth), cancellationToken);
        return history.IsSuccess ? history.Value.PastTransactions.FirstOrDefault(t => t.Path == handle.Text)?.Succeeded : null;
    }

    /// <summary>A transaction's handle is its object path on the bus.</summary>
    private static TransactionHandle Handle(string path) => new(path);

    /// <summary>Whether a handle is one of PackageKit's: another engine may have carried out what an older configuration asked for.</summary>
    private static bool IsPath(string handle) => handle.StartsWith('/');

    private async Task<ExecutionReport?> WatchAsync(string path, IExecutionObserver observer, CancellationToken shutdown, bool onlyChanging = false)
    {
        var listener = new TransactionListener(observer, family.Shares, CanCancel);
        var watched = await client.WatchAsync(path, listener.Hear, shutdown);
        if (!watched.IsSuccess)
        {
            return watched.Failure.Reason == HostFailureReason.NotFound
                ? null
                : new ExecutionReport(PackageKitFailures.Of(watched.Failure), RestartSystem: false) { Unheard = true };
        }

        if (onlyChanging && watched.Value.Current.Role is not (PackageKitRole.InstallPackages or PackageKitRole.UpdatePackages
            or PackageKitRole.RemovePackages or PackageKitRole.UpgradeSystem or PackageKitRole.InstallFiles or PackageKitRole.RepairSystem))
        {
            return null;
        }

        observer.Started(Handle(watched.Value.Path));
        return Report(await watched.Value.Completion.WaitAsync(shutdown));
    }
}
