using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.Steps;
using LinuxPatchApi.Operations.Transactions;

namespace LinuxPatchApi.Operations.Repairs;

/// <summary>Looks for what is still installed in part. A job that was closed without a verdict and without a transaction to follow is taken up here.</summary>
internal sealed class RepairVerifyStep(PackageTools tools) : IStep<RepairRun>
{
    public StepName Name => StepName.Verify;

    public bool MayHaveBegun(Job job) => job is { IsTerminal: true, Transaction: null };

    public async Task<StepResult> RunAsync(RepairRun run, CancellationToken shutdown)
    {
        var context = run.Context;
        context.Enter(JobPhase.Verifying, "looking for what is still installed in part");
        await tools.Rescue.FreeAfterRepairAsync(context, shutdown);
        var after = await tools.NowAsync(shutdown);
        if (!after.IsSuccess)
        {
            return StepResult.End(new JobEnd.Unverified(JobErrorCode.PackageManagerError, $"the result could not be verified: {after.Failure.Message}"));
        }

        if (run.Before is { } before)
        {
            context.Changes(RepairVerdict.Changes(before, after.Value, run.IsForced));
        }

        await tools.ReadPatchesAsync(shutdown);
        var end = RepairVerdict.Of(run.Before, after.Value, run.Report, run.IsForced, context.StopReason);
        if (end is JobEnd.Failed)
        {
            tools.LogPrinted(context, run.Printed);
        }

        return StepResult.End(end);
    }

    public Task<StepResult> ResumeAsync(RepairRun run, CancellationToken shutdown)
    {
        run.Context.Cancellable(false);
        run.Printed = tools.Terminal.Position();
        run.Before = tools.Before?.Of(run.Job.Id);
        return RunAsync(run, shutdown);
    }
}
