using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.Steps;

namespace LinuxPatchApi.Operations.Transactions;

/// <summary>
/// Lets a package job begin unless it was asked to stop meanwhile. Leaves no trace: a job without one is resumed here, or later.
/// </summary>
internal sealed class GateStep : IStep<JobRun>
{
    public StepName Name => StepName.Gate;

    public bool MayHaveBegun(Job job) => true;

    public Task<StepResult> RunAsync(JobRun run, CancellationToken shutdown) =>
        Task.FromResult(PackageTools.Stopped(run.Context) is { } stopped ? StepResult.End(stopped) : StepResult.Next);

    public Task<StepResult> ResumeAsync(JobRun run, CancellationToken shutdown) => RunAsync(run, shutdown);
}
