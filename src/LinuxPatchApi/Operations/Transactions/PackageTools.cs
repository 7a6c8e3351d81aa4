using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Activity;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Repairs;
using LinuxPatchApi.Packages.Store;
using LinuxPatchApi.Timing;

namespace LinuxPatchApi.Operations.Transactions;

/// <summary>The dependencies of the steps around a package transaction, and their common functions.</summary>
/// <param name="Store">Null where no package files are stored.</param>
/// <param name="Before">The installed set before the last transaction; null where it is not stored.</param>
internal sealed record PackageTools(
    IPackageEngine Engine,
    InstalledCache Installed,
    UpdateCache Updates,
    TerminalLog Terminal,
    PackageStore? Store,
    BeforeSet? Before,
    TransactionRescue Rescue,
    IHostActivity Host,
    IRepairPlanner Repairs,
    TimeProvider Time)
{
    /// <summary>Finds configuration files that a change kept; null where nobody looks for them.</summary>
    public IKeptFiles? KeptFiles { get; init; }

    /// <summary>The host's own lists of holds; null where the installed set has all of them.</summary>
    public IHolds? Holds { get; init; }

    /// <summary>
    /// Returns why the package manager cannot write its files, for a removal or another change; null when it can, or that is unknown.
    /// </summary>
    public Func<bool, PackageFailure?> WhyNotWritten { get; init; } = _ => null;

    /// <summary>Returns the end of a job that was asked to stop before its transaction; null when it was not.</summary>
    public static JobEnd? Stopped(JobContext context) => context.StopReason switch
    {
        StopReason.Cancelled => new JobEnd.Cancelled("cancelled before the package transaction began; nothing was changed"),
        StopReason.Timeout =>
            new JobEnd.Failed(
                JobErrorCode.Timeout, "over its time before the package transaction began; nothing was changed", Retryable: true),
        _ => null,
    };

    public static JobEnd.Failed Failed(PackageFailure failure) => new(failure.Code, failure.Message, failure.Retryable);

    /// <summary>
    /// Follows the transaction of the agent's previous run; null when it ended before its end could be observed. Waits a while for a bus
    /// or a package manager that does not answer yet.
    /// </summary>
    public async Task<ExecutionReport?> FollowAsync(JobContext context, CancellationToken shutdown)
    {
        var started = Time.GetTimestamp();
        while (true)
        {
            var report = await Engine.FollowAsync(context.Job.Transaction, new JobObserver(context), shutdown);
            if (report is not { IsUnknown: true } || IsOver(context, started))
            {
                return report;
            }

            context.ReportUnknown(report.Failure!.Message);
            await Task.Delay(PackageLimits.RecoveryPollInterval, Time, shutdown);
        }
    }

    /// <summary>Returns the installed set after the work. Waits a while for a source that does not answer yet.</summary>
    public async Task<PackageResult<InstalledInventory>> AfterAsync(JobContext context, CancellationToken shutdown)
    {
        var started = Time.GetTimestamp();
        while (true)
        {
            var after = await NowAsync(shutdown);
            if (after.IsSuccess || IsOver(context, started))
            {
                return after;
            }

            context.ReportUnknown(after.Failure.Message);
            await Task.Delay(PackageLimits.RecoveryPollInterval, Time, shutdown);
        }
    }

    /// <summary>Reads the installed set again, ignoring the cache.</summary>
    public async Task<PackageResult<InstalledInventory>> NowAsync(CancellationToken cancellationToken)
    {
        Installed.Invalidate();
        return await Installed.CurrentAsync(cancellationToken);
    }

    /// <summary>
    /// Refreshes the list of patches: a client that reads it right after the job's end sees what is left. The list itself reports a
    /// failure.
    /// </summary>
    public async Task ReadPatchesAsync(CancellationToken shutdown)
    {
        using var deadline = new Deadline(PackageLimits.QueryDeadline, Time, shutdown);
        try
        {
            await Updates.ReadAsync(deadline.Token);
        }
        catch (OperationCanceledException) when (!shutdown.IsCancellationRequested)
        {
            Updates.Invalidate();
        }
    }

    /// <summary>Logs the output of maintainer scripts since a position.</summary>
    public void LogPrinted(JobContext context, long printed)
    {
        foreach (var line in Terminal.Since(printed))
        {
            context.Log(line);
        }
    }

    /// <summary>Stores the installed set for the agent's next run, in case this one ends before the transaction.</summary>
    public void KeepBefore(JobContext context, InstalledInventory before)
    {
        if (Before?.Keep(context.Job.Id, before) is { } problem)
        {
            context.Log($"the installed set before the change could not be kept: {problem}");
        }
    }

    /// <summary>Logs which files could not be stored for an undo.</summary>
    public static void LogAll(JobContext context, IReadOnlyList<string>? problems)
    {
        foreach (var problem in problems ?? [])
        {
            context.Log(problem);
        }
    }

    private bool IsOver(JobContext context, long started) =>
        !context.IsPatient || Time.GetElapsedTime(started) >= PackageLimits.RecoveryDeadline;
}
