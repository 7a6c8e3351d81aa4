using LinuxPatchApi.HostServices;
using LinuxPatchApi.HostServices.PackageKit.Model;
using LinuxPatchApi.HostServices.PackageKit.Vocabulary;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Packages.Engines.PackageKit;

/// <summary>Transactions that outlived an earlier process of the agent: they run in another service, without their creator.</summary>
internal sealed partial class PackageKitEngine
{
    /// <summary>Past transactions read. Origin: more than those of an hour; the history is read once per restart.</summary>
    private const uint HistoryDepth = 50;

    public async Task<ExecutionReport?> FollowAsync(TransactionHandle? handle, IExecutionObserver observer, CancellationToken shutdown)
    {
        if (handle is { Text: var path })
        {
            return IsPath(path) ? await WatchAsync(path, observer, shutdown) : null;
        }

        // The agent died before or after the call, and before the record of its handle. Only one transaction changes packages at a time: it
        // is this one or another program's, and in either case the package database is free only after it.
        var running = await client.GetTransactionListAsync(shutdown);
        if (!running.IsSuccess && running.Failure.Reason != HostFailureReason.ServiceAbsent)
        {
            return new ExecutionReport(PackageKitFailures.Of(running.Failure), RestartSystem: false) { IsUnknown = true };
        }

        ExecutionReport? last = null;
        foreach (var candidate in running.IsSuccess ? running.Value : [])
        {
            last = await WatchAsync(candidate, observer, shutdown, isKnown: false) ?? last;
        }

        return last;
    }

    public async Task<bool?> SucceededAsync(TransactionHandle handle, CancellationToken cancellationToken)
    {
        var history = await client.QueryAsync(new PackageKitRequest.GetOldTransactions(HistoryDepth), cancellationToken);
        return history.IsSuccess ? history.Value.PastTransactions.FirstOrDefault(t => t.Path == handle.Text)?.Succeeded : null;
    }

    /// <summary>A transaction's handle is its object path on the bus.</summary>
    private static TransactionHandle Handle(string path) => new(path);

    /// <summary>True for a handle of PackageKit: under an older configuration another engine may have carried out the job.</summary>
    private static bool IsPath(string handle) => handle.StartsWith('/');

    /// <summary>
    /// True for a transaction that may be of the agent's previous process, which is gone: another program that waits for its transaction is
    /// still there. Pure.
    /// </summary>
    internal static bool MayBeOurs(PackageKitRole role, bool isCallerActive) => Changes(role) && !isCallerActive;

    private static bool Changes(PackageKitRole role) => role is PackageKitRole.InstallPackages or PackageKitRole.UpdatePackages
        or PackageKitRole.RemovePackages or PackageKitRole.UpgradeSystem or PackageKitRole.InstallFiles or PackageKitRole.RepairSystem;

    /// <param name="isKnown">False when it is not known whose it is. One of another program is only waited for: the result is null.</param>
    private async Task<ExecutionReport?> WatchAsync(
        string path, IExecutionObserver observer, CancellationToken shutdown, bool isKnown = true)
    {
        var listener = new TransactionListener(observer, family.Shares, CanCancel);
        var isOurs = isKnown;
        var watched = await client.WatchAsync(
            path,
            reported =>
            {
                if (Volatile.Read(ref isOurs))
                {
                    listener.OnEvent(reported);
                }
            },
            shutdown);
        if (!watched.IsSuccess)
        {
            return watched.Failure.Reason == HostFailureReason.NotFound
                ? null
                : new ExecutionReport(PackageKitFailures.Of(watched.Failure), RestartSystem: false) { IsUnknown = true };
        }

        if (!isKnown)
        {
            if (!Changes(watched.Value.Current.Role))
            {
                return null;
            }

            Volatile.Write(ref isOurs, MayBeOurs(watched.Value.Current.Role, watched.Value.IsCallerActive));
        }

        if (!isOurs)
        {
            observer.Logged($"another program's transaction ({watched.Value.Path}) is waited for");
            await watched.Value.Completion.WaitAsync(shutdown);
            return null;
        }

        observer.Started(Handle(watched.Value.Path));
        return Report(await watched.Value.Completion.WaitAsync(shutdown));
    }
}
