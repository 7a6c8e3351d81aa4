using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.Steps;
using LinuxPatchApi.Operations.Transactions;
using LinuxPatchApi.Packages.Engines;

namespace LinuxPatchApi.Operations.Repairs;

/// <summary>The package manager repairs. The handle of its transaction is in the record as soon as there is one; a job without it is planned again.</summary>
internal sealed class RepairTransactionStep(PackageTools tools) : IStep<RepairRun>
{
    public StepName Name => StepName.Transaction;

    public bool MayHaveBegun(Job job) => job.Transaction is not null;

    public async Task<StepResult> RunAsync(RepairRun run, CancellationToken shutdown)
    {
        var (context, before) = (run.Context, run.Before!);
        tools.KeepBefore(context, before);

        // Asked for although nothing is broken: the package manager looks.
        context.Cancellable(false);
        if (!context.TryEnter(
            JobPhase.Installing, before.Broken.Count == 0 ? "letting the package manager look" : $"repairing {string.Join(", ", before.Broken.Select(p => p.Name))}"))
        {
            return StepResult.End(new JobEnd.Failed(JobErrorCode.DiskFull, "the job could not be written to the job journal; nothing was changed", Retryable: true));
        }

        run.Printed = tools.Terminal.Position();
        run.Report = await tools.Rescue.EndAsync(context, ExecuteAsync(), shutdown);
        return StepResult.Next;

        async Task<ExecutionReport?> ExecuteAsync() => await tools.Engine.RepairAsync(new JobObserver(context), shutdown);
    }

    public async Task<StepResult> ResumeAsync(RepairRun run, CancellationToken shutdown)
    {
        var context = run.Context;
        context.Cancellable(false);
        context.Log("the agent restarted; looking for the repair");
        run.Printed = tools.Terminal.Position();
        run.Report = await tools.Rescue.EndAsync(context, tools.FollowAsync(context, shutdown), shutdown);
        if (run.Report is { Unheard: true, Failure: var silence })
        {
            return StepResult.End(new JobEnd.Unverified(
                JobErrorCode.AgentRestarted, $"the agent restarted, and whether the repair goes on is not known yet: {silence?.Message}"));
        }

        run.Before = tools.Before?.Of(run.Job.Id);
        return StepResult.Next;
    }
}
