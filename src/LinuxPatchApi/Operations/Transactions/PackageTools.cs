using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Activity;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;
using LinuxPatchApi.Packages.Store;

namespace LinuxPatchApi.Operations.Transactions;

/// <summary>What the steps around a package transaction work with, and what they have in common.</summary>
/// <param name="Store">Null where no package files are kept.</param>
/// <param name="Before">What was installed before the last transaction; null where that is not kept.</param>
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
    /// <summary>The end of a job that was asked to stop before its transaction; null when nobody asked.</summary>
    public static JobEnd? Stopped(JobContext context) => context.StopReason switch
    {
        StopReason.Cancelled => new JobEnd.Cancelled("cancelled before the package transaction began; nothing was changed"),
        StopReason.Timeout => new JobEnd.Failed(JobErrorCode.Timeout, "over its time before the package transaction began; nothing was changed", Retryable: true),
        _ => null,
    };

    public static JobEnd.Failed Failed(PackageFailure failure) => new(failure.Code, failure.Message, failure.Retryable);

    /// <summary>The end of the transaction of the agent's previous life; null when it was over before anybody could hear how. A bus or a package manager that
    /// does not answer yet is waited for, for a time.</summary>
    public async Task<ExecutionReport?> FollowAsync(JobContext context, CancellationToken shutdown)
    {
        var started = Time.GetTimestamp();
        while (true)
        {
            var report = await Engine.FollowAsync(context.Job.Transaction, new JobObserver(context), shutdown);
            if (report is not { Unheard: true } || IsOver(context, started))
            {
                return report;
            }

            context.NotKnownYet(report.Failure!.Message);
            await Task.Delay(PackageLimits.RecoveryLook, Time, shutdown);
        }
    }

    /// <summary>What is installed after the work; a source that does not answer yet is waited for, for a time.</summary>
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

            context.NotKnownYet(after.Failure.Message);
            await Task.Delay(PackageLimits.RecoveryLook, Time, shutdown);
        }
    }

    /// <summary>What is installed, whatever was read before.</summary>
    public async Task<PackageResult<InstalledInventory>> NowAsync(CancellationToken cancellationToken)
    {
        Installed.Invalidate();
        return await Installed.CurrentAsync(cancellationToken);
    }

    /// <summary>A client that lists patches right after the job's end sees what is left. A failure here is shown by the list itself.</summary>
    public async Task ReadPatchesAsync(CancellationToken shutdown)
    {
        using var deadline = new CancellationTokenSource(PackageLimits.QueryDeadline, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(shutdown, deadline.Token);
        try
        {
            await Updates.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!shutdown.IsCancellationRequested)
        {
            Updates.Invalidate();
        }
    }

    /// <summary>What the maintainer scripts said since.</summary>
    public void LogPrinted(JobContext context, long printed)
    {
        foreach (var line in Terminal.Since(printed))
        {
            context.Log(line);
        }
    }

    /// <summary>For the agent's next life, should this one end before the transaction.</summary>
    public void KeepBefore(JobContext context, InstalledInventory before)
    {
        if (Before?.Keep(context.Job.Id, before) is { } problem)
        {
            context.Log($"the installed set before the change could not be kept: {problem}");
        }
    }

    /// <summary>Logs what could not be kept for an undo.</summary>
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
