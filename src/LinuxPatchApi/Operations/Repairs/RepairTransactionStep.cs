using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Operations.Steps;
using LinuxPatchApi.Operations.Transactions;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Operations.Repairs;

/// <summary>
/// Lets the package manager repair. The phase is recorded before the call, the transaction's handle as soon as it exists. A job without the
/// handle is planned again only when the package database shows no trace of a repair: else the set from before would be lost, and with it
/// what the repair has removed.
/// </summary>
internal sealed class RepairTransactionStep(PackageTools tools) : IStep<RepairRun>
{
    public StepName Name => StepName.Transaction;

    public bool MayHaveBegun(Job job) => job.Transaction is not null || job.Phase == JobPhase.Installing;

    public async Task<StepResult> RunAsync(RepairRun run, CancellationToken shutdown)
    {
        var (context, before) = (run.Context, run.Before!);
        var locks = run.Locks ??= new LockWait(tools.Host, tools.Engine, tools.Time);
        if (locks.Holder(refreshing: false) is not null)
        {
            return await WaitAsync(context, locks, shutdown);
        }

        tools.KeepBefore(context, before);

        // A repair was requested although nothing is broken: the package manager checks.
        context.SetCancellable(false);
        if (!context.TryEnter(
            JobPhase.Installing,
            before.Broken.Count == 0
                ? "letting the package manager check"
                : $"repairing {string.Join(", ", before.Broken.Select(p => p.Name))}"))
        {
            return StepResult.End(new JobEnd.Failed(
                JobErrorCode.DiskFull, "the job could not be written to the job journal; nothing was changed", Retryable: true));
        }

        run.Printed = tools.Terminal.Position();
        var names = before.Broken.Select(p => p.Name).ToList();
        run.Traces = new JobTraces(run.Printed, tools.KeptFiles?.Of(names, shutdown))
        {
            Watched = tools.KeptFiles?.Watched(names, shutdown) ?? [],
        };
        run.Report = await tools.Rescue.EndAsync(context, ExecuteAsync(), shutdown);
        if (run.Report is { Failure: { Code: JobErrorCode.Locked, Retryable: true } })
        {
            context.ClearTransaction();
            return await WaitAsync(context, locks, shutdown);
        }

        return StepResult.Next;

        async Task<ExecutionReport?> ExecuteAsync() => await tools.Engine.RepairAsync(new JobObserver(context), shutdown);
    }

    /// <summary>Waits for somebody else's lock; then the repair is planned again.</summary>
    private static async Task<StepResult> WaitAsync(JobContext context, LockWait locks, CancellationToken shutdown)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.StopRequested, shutdown);
        context.SetCancellable(true);
        var left = await locks.UntilFreeAsync(context, refreshing: false, stop.Token);
        shutdown.ThrowIfCancellationRequested();
        return left is not null ? StepResult.End(left)
            : PackageTools.Stopped(context) is { } over
            ? StepResult.End(context.StopReason == StopReason.Timeout ? locks.TimedOut(refreshing: false) : over)
            : new StepResult.GoTo(StepName.Plan);
    }

    public async Task<StepResult> ResumeAsync(RepairRun run, CancellationToken shutdown)
    {
        var context = run.Context;
        context.SetCancellable(false);
        context.Log("the agent restarted; looking for the repair");
        run.Printed = tools.Terminal.Position();
        run.Report = await tools.Rescue.EndAsync(context, tools.FollowAsync(context, shutdown), shutdown);
        if (run.Report is { IsUnknown: true, Failure: var noAnswer })
        {
            return StepResult.End(new JobEnd.Unverified(
                JobErrorCode.AgentRestarted, $"the agent restarted, and whether the repair goes on is not known yet: {noAnswer?.Message}"));
        }

        run.Before = tools.Before?.Of(run.Job.Id);
        return run.Report is null && run.Job.Transaction is null && await IsUntouchedAsync(run.Before, shutdown)
            ? new StepResult.GoTo(StepName.Plan)
            : StepResult.Next;
    }

    /// <param name="before">Null when it is not known: then a repair leaves no trace.</param>
    private async Task<bool> IsUntouchedAsync(InstalledInventory? before, CancellationToken shutdown)
    {
        if (before is null)
        {
            return true;
        }

        var now = await tools.NowAsync(shutdown);
        return now.IsSuccess && RepairVerdict.Changes(before, now.Value, force: true).Count == 0
            && before.Broken.Select(State).SequenceEqual(now.Value.Broken.Select(State));

        static (PackageKey, string, InstalledState) State(InstalledPackage package) => (package.Key, package.Version, package.State);
    }
}
