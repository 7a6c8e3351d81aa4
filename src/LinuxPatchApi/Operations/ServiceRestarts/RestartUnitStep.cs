using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Operations.Steps;

namespace LinuxPatchApi.Operations.ServiceRestarts;

/// <summary>
/// Restarts the requested unit. Its invocation is recorded before systemd is called: a different one afterwards proves that the restart
/// took place, so the step may be resumed at any point.
/// </summary>
internal sealed class RestartUnitStep(ServiceRestarter restarter) : IStep<JobRun>
{
    public StepName Name => StepName.RestartServices;

    public bool MayHaveBegun(Job job) => true;

    public async Task<StepResult> RunAsync(JobRun run, CancellationToken shutdown)
    {
        var context = run.Context;
        if (run.Job.Restarted is null)
        {
            context.RecordRestarts([new UnitRestart(((ServiceRestartRequest)run.Job.Request).Unit, RestartOutcome.Planned, null)]);
        }

        var result = await restarter.RunAsync(context, shutdown);
        var (code, restart) = (result.Code, run.Job.Restarted![0]);
        return StepResult.End(restart.Outcome switch
        {
            RestartOutcome.Planned =>
                new JobEnd.Unverified(
                    JobErrorCode.BackendUnavailable, $"{restart.Unit}: whether it was restarted is not known yet: {result.Silence}"),
            RestartOutcome.Restarted => new JobEnd.Completed($"{restart.Unit} was restarted and stays up"),
            RestartOutcome.Skipped when code is null => new JobEnd.Cancelled($"cancelled; {restart.Unit} was not restarted"),
            _ => new JobEnd.Failed(code ?? JobErrorCode.Unknown, $"{restart.Unit}: {restart.Reason}",
                Retryable: code is JobErrorCode.BackendUnavailable or JobErrorCode.DiskFull),
        });
    }

    public Task<StepResult> ResumeAsync(JobRun run, CancellationToken shutdown) => RunAsync(run, shutdown);
}
