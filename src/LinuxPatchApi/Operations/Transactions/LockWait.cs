using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Activity;

namespace LinuxPatchApi.Operations.Transactions;

/// <summary>
/// Waits for locks of other processes, as long as the job has time. PackageKit gives up after seconds, and with apt's archive cache
/// locked it even reports success for a transaction that did nothing.
/// </summary>
internal sealed class LockWait(IHostActivity host, TimeProvider time)
{
    private LockHolder? _last;

    /// <summary>Returns the other process that holds a lock; null when none is known.</summary>
    /// <param name="refreshing">True when the lock of the indexes counts as well.</param>
    public LockHolder? Holder(bool refreshing) =>
        host.LockHolder() is { } holder && !PackageLocks.IsOwn(holder) && (refreshing || !holder.IsOfIndexes)
            ? holder
            : null;

    /// <summary>
    /// Returns another process that held a lock while the work ran, null when none was seen: it may be gone by the end of the work.
    /// </summary>
    public async Task<LockHolder?> SeenDuringAsync(Task work, CancellationToken shutdown)
    {
        LockHolder? seen;
        while ((seen = Holder(refreshing: false)) is null && !work.IsCompleted && !shutdown.IsCancellationRequested)
        {
            await Task.WhenAny(work, Task.Delay(PackageLimits.FreePollInterval, time, shutdown));
        }

        _last = seen ?? _last;
        return seen;
    }

    /// <summary>Returns when the lock is free or the job should stop, but not before one polling interval.</summary>
    /// <param name="stop">The job's stop request and the agent's shutdown.</param>
    public async Task UntilFreeAsync(JobContext context, bool refreshing, CancellationToken stop)
    {
        _last = Holder(refreshing) ?? _last;
        context.WaitForLock("the job waits for as long as its own time lasts");
        try
        {
            do
            {
                await Task.Delay(PackageLimits.LockPollInterval, time, stop);
                _last = Holder(refreshing) ?? _last;
            }
            while (Holder(refreshing) is not null);

            context.EndLockWait();
        }
        catch (OperationCanceledException)
        {
            // The caller checks who requested the stop.
        }
    }

    /// <summary>Returns the end of a job whose time is over while it waits.</summary>
    public JobEnd.Failed TimedOut(bool refreshing) => new(
        JobErrorCode.Locked,
        "over its time while it waited for the package database's lock "
            + $"({(Holder(refreshing) ?? _last)?.ToString() ?? "its holder is unknown"}); nothing was changed",
        Retryable: true);
}
