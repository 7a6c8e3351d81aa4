using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Activity;

namespace LinuxPatchApi.Operations.Transactions;

/// <summary>
/// Waits, for as long as the job has time, for the locks that somebody else holds. PackageKit gives up after seconds, and with apt's archive
/// cache locked it even tells success for a transaction that did nothing.
/// </summary>
internal sealed class LockWait(IHostActivity host, TimeProvider time)
{
    private LockHolder? _last;

    /// <summary>Somebody else who is in the way now; null when nobody is known to be.</summary>
    /// <param name="refreshing">Whether the indexes' lock is in the way as well.</param>
    public LockHolder? Holder(bool refreshing) =>
        host.LockHolder() is { Command: not PackageLocks.OwnDaemon } holder && (refreshing || !holder.IsOfIndexes)
            ? holder
            : null;

    /// <summary>Returns when the lock is free or the job is to stop, never before one look's time is over.</summary>
    /// <param name="stop">The job's stop request and the agent's shutdown.</param>
    public async Task UntilFreeAsync(JobContext context, bool refreshing, CancellationToken stop)
    {
        _last = Holder(refreshing) ?? _last;
        context.WaitForLock("the job waits for as long as its own time lasts");
        try
        {
            do
            {
                await Task.Delay(PackageLimits.LockLook, time, stop);
                _last = Holder(refreshing) ?? _last;
            }
            while (Holder(refreshing) is not null);

            context.LockTaken();
        }
        catch (OperationCanceledException)
        {
            // The caller looks at who asked for it.
        }
    }

    /// <summary>The end of a job whose time is over while it waits.</summary>
    public JobEnd.Failed GivenUp(bool refreshing) => new(
        JobErrorCode.Locked,
        $"over its time while it waited for the package database's lock ({(Holder(refreshing) ?? _last)?.ToString() ?? "who holds it cannot be told"}); nothing was changed",
        Retryable: true);
}
