using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Operations.Steps;
using LinuxPatchApi.Operations.Transactions;

namespace LinuxPatchApi.Operations.Repairs;

/// <summary>
/// Checks what is still partly installed. A job that was closed without a verdict and without a transaction to follow is resumed here.
/// </summary>
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
            return StepResult.End(
                new JobEnd.Unverified(JobErrorCode.PackageManagerError, $"the result could not be verified: {after.Failure.Message}"));
        }

        if (run.Before is { } before)
        {
            context.RecordChanges(RepairVerdict.Changes(before, after.Value, run.IsForced));
        }

        WarnOfKept(run, shutdown);
        await tools.ReadPatchesAsync(shutdown);
        var end = RepairVerdict.Of(run.Before, after.Value, run.Report, run.IsForced, context.StopReason, run.Job.Changes);
        if (end is JobEnd.Failed)
        {
            tools.LogPrinted(context, run.Printed);
        }

        return StepResult.End(end);
    }

    /// <summary>A repair configures packages, and dpkg decides about their configuration files as in any change.</summary>
    private void WarnOfKept(RepairRun run, CancellationToken shutdown)
    {
        if (tools.KeptFiles is not { } kept || run.Before is not { } before)
        {
            return;
        }

        var left = kept.Of(before.Broken.Select(p => p.Name), run.Traces?.Watched ?? [], shutdown);
        foreach (var warning in kept.Report(run.Traces?.Files, left, tools.Terminal.Since(run.Printed)).Except(run.Context.Job.Warnings))
        {
            run.Context.Warn(warning);
        }
    }

    public Task<StepResult> ResumeAsync(RepairRun run, CancellationToken shutdown)
    {
        run.Context.SetCancellable(false);
        run.Printed = tools.Terminal.Position();
        run.Before = tools.Before?.Of(run.Job.Id);
        return RunAsync(run, shutdown);
    }
}
