using LinuxPatchApi.Host.Restarts;
using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Operations;
using LinuxPatchApi.Operations.PackageChanges;
using LinuxPatchApi.Operations.Reboots;
using LinuxPatchApi.Operations.ServiceRestarts;
using LinuxPatchApi.Operations.Steps;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Store;
using LinuxPatchApi.Tests.Operations.ServiceRestarts;

namespace LinuxPatchApi.Tests.Operations;

/// <summary>The pipelines of all kinds on a host that needs neither reboot nor restarts.</summary>
internal static class TestOperations
{
    /// <summary>For jobs that allow no reboot: calls nothing.</summary>
    public static RebootStep NoReboot => new(null!, null!, null!, null!, null!, null!, null!);

    public static UndoPlan Undo(Job job, InstalledInventory installed, Func<PackageChange, PreviousSource> source) =>
        UndoPlan.Of(job, OperationTable.Undo(job), installed, source);

    public static JobOperations Of(ChangeTools changes, TimeProvider time)
    {
        var restarter = new ServiceRestarter(new FakeUnits(), () => [], time);
        var nothing = new RestartCache(() => Task.FromResult(new ScanResult(new RestartScan(default, 1, 0, []), ByUnit: true, null)), time);
        return OperationTable.Executor(
            new OperationTools(changes, restarter, new RestartServicesStep(restarter, nothing, () => []), NoReboot, SelfUpdate: null!));
    }
}

/// <summary>Replaces all steps before the last ones.</summary>
internal sealed class ScriptedStep(IJobExecutor work) : IStep<JobRun>
{
    public StepName Name => StepName.Verify;

    public bool MayHaveBegun(Job job) => true;

    public async Task<StepResult> RunAsync(JobRun run, CancellationToken shutdown) =>
        Then(run, await work.ExecuteAsync(run.Context, shutdown));

    public async Task<StepResult> ResumeAsync(JobRun run, CancellationToken shutdown) =>
        Then(run, await work.ResumeAsync(run.Context, shutdown));

    private static StepResult Then(JobRun run, JobEnd end)
    {
        run.Done = end as JobEnd.Completed;
        return run.Done is null || run.Job.IsTerminal ? StepResult.End(end) : StepResult.Next;
    }
}
