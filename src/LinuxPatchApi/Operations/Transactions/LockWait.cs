using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Activity;
using LinuxPatchApi.Packages.Engines;

namespace LinuxPatchApi.Operations.Transactions;

/// <summary>
/// Waits for locks of other processes, as long as the job has time. PackageKit gives up after seconds, and with apt's archive cache
/// locked it even reports success for a transaction that did nothing.
/// </summary>
internal sealed class LockWait(IHostActivity host, IPackageEngine engine, TimeProvider time)
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

    /// <summary>
    /// Returns when the lock is free, when nobody is left to free it or when the job should stop; for a lock that is or was held, not
    /// before one polling interval.
    /// </summary>
    /// <param name="stop">The job's stop request and the agent's shutdown.</param>
    /// <returns>The end of a job whose lock was left behind; null otherwise.</returns>
    public async Task<JobEnd.Failed?> UntilFreeAsync(JobContext context, bool refreshing, CancellationToken stop)
    {
        _last = Holder(refreshing) ?? _last;
        try
        {
            if (await LeftBehindAsync(refreshing, stop) is { } left)
            {
                return left;
            }

            context.WaitForLock("the job waits for as long as its own time lasts");
            do
            {
                await Task.Delay(PackageLimits.LockPollInterval, time, stop);
                _last = Holder(refreshing) ?? _last;
                if (await LeftBehindAsync(refreshing, stop) is { } leftNow)
                {
                    return leftNow;
                }
            }
            while (Holder(refreshing) is not null);

            context.EndLockWait();
        }
        catch (OperationCanceledException)
        {
            // The caller checks who requested the stop.
        }

        return null;
    }

    /// <summary>A file that only the agent's own service can have made was left behind when that works on nothing.</summary>
    private async Task<JobEnd.Failed?> LeftBehindAsync(bool refreshing, CancellationToken stop)
    {
        var holder = host.LockHolder();
        if (holder is { IsFile: true, IsStale: false } && PackageLocks.IsOwn(holder) && await engine.IsIdleAsync(stop) == true)
        {
            // Its transaction may have ended between the two looks, and the file be gone.
            holder = host.LockHolder() == holder ? holder with { IsStale = true } : null;
        }

        return holder is { IsStale: true } && (refreshing || !holder.IsOfIndexes)
            ? new JobEnd.Failed(JobErrorCode.Locked, $"{holder}; nothing was changed", Retryable: false)
            : null;
    }

    /// <summary>Returns the end of a job whose time is over while it waits.</summary>
    public JobEnd.Failed TimedOut(bool refreshing) => new(
        JobErrorCode.Locked,
        "over its time while it waited for the package database's lock "
            + $"({(Holder(refreshing) ?? _last)?.ToString() ?? "its holder is unknown"}); nothing was changed",
        Retryable: true);
}
