using LinuxPatchApi.Host.Restarts;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Operations.Steps;

namespace LinuxPatchApi.Operations.ServiceRestarts;

/// <summary>
/// Restarts the services that run replaced code, when the client requested it. The list of units in the record shows that it may have
/// begun, which means that the packages had been verified. The packages stay applied whatever happens to the services: one that does not
/// come back is a warning.
/// </summary>
/// <param name="deny">The value of <c>restart.deny</c> in force.</param>
internal sealed class RestartServicesStep(ServiceRestarter restarter, RestartCache cache, Func<IReadOnlyList<string>> deny) : IStep<JobRun>
{
    private const string Partial = "not every service could be checked";
    private const string NoScan = "the restarts were not made, for no service could be checked";

    public StepName Name => StepName.RestartServices;

    public bool MayHaveBegun(Job job) => job.Restarted is not null;

    public async Task<StepResult> RunAsync(JobRun run, CancellationToken shutdown)
    {
        var context = run.Context;
        if (!run.RestartsServices)
        {
            return StepResult.Next;
        }

        context.Enter(JobPhase.Verifying, "looking for services that run replaced code");
        var found = await cache.FreshAsync(shutdown);
        if (found.Limitation is { } limitation)
        {
            context.Warn($"{(found.Scan.Processes > 0 ? Partial : NoScan)}: {limitation}");
        }

        if (found.Scan.Groups.Count(group => group.Unit is null) is > 0 and var loose)
        {
            context.Warn($"{loose} programs that are not services run replaced code; GET /api/v1/system/restarts names them");
        }

        context.RecordRestarts(NeededRestarts.Of(found.Scan, deny()));
        return await RestartAsync(run, shutdown);
    }

    public Task<StepResult> ResumeAsync(JobRun run, CancellationToken shutdown)
    {
        run.Context.SetCancellable(false);
        run.Done = new JobEnd.Completed(AppliedText.Of(run.Job.Changes));
        return RestartAsync(run, shutdown);
    }

    private async Task<StepResult> RestartAsync(JobRun run, CancellationToken shutdown)
    {
        var context = run.Context;
        if ((await restarter.RunAsync(context, shutdown)).Silence is { } silence)
        {
            context.RecordRestarts([.. run.Job.Restarted!.Select(r => r.Outcome != RestartOutcome.Planned ? r
                : r with { Outcome = RestartOutcome.Failed, Reason = $"whether it came back could not be seen: {silence}" })]);
        }

        var restarts = run.Job.Restarted!;
        foreach (var failed in restarts.Where(r => r.Outcome == RestartOutcome.Failed))
        {
            context.Warn($"{failed.Unit}: {failed.Reason}");
        }

        // From the record, where it is also after a restart of the agent.
        var unseen = run.Job.Warnings.FirstOrDefault(
            w => w.StartsWith(Partial, StringComparison.Ordinal) || w.StartsWith(NoScan, StringComparison.Ordinal));
        run.Done = run.Done! with { Message = $"{run.Done.Message}; {Summary(restarts, unseen)}" };
        return StepResult.Next;
    }

    /// <summary>Pure.</summary>
    /// <param name="unseen">What could not be looked at; null when everything was.</param>
    public static string Summary(IReadOnlyList<UnitRestart> restarts, string? unseen)
    {
        if (unseen is not null)
        {
            return restarts.Count == 0 ? unseen : $"{Summary(restarts, null)}; {unseen}";
        }

        var restarted = restarts.Count(r => r.Outcome == RestartOutcome.Restarted);
        var failed = restarts.Count(r => r.Outcome == RestartOutcome.Failed);
        var skipped = restarts.Count(r => r.Outcome == RestartOutcome.Skipped);
        return restarts.Count == 0
            ? "no service runs replaced code"
            : $"{restarted} services restarted{(failed > 0 ? $", {failed} did not come back" : "")}"
                + (skipped > 0 ? $", {skipped} left as they are" : "");
    }
}
