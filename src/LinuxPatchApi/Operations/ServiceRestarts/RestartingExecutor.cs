using LinuxPatchApi.Host;
using LinuxPatchApi.Host.Restarts;
using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges;
using LinuxPatchApi.Operations.PackageChanges.Requests;

namespace LinuxPatchApi.Operations.ServiceRestarts;

/// <summary>Does the restarts of services: those that are jobs of their own, and those that follow an apply that asked for them.</summary>
/// <param name="packages">Does everything else.</param>
internal sealed class RestartingExecutor(
    IJobExecutor packages, ServiceRestarter restarter, RestartCache cache, Func<IReadOnlyList<string>> deny) : IJobExecutor
{
    public async Task<JobEnd> ExecuteAsync(JobContext context, CancellationToken shutdown) => context.Job.Request is ServiceRestartRequest service
        ? await RestartAsync(context, service, shutdown)
        : await AfterAsync(context, await packages.ExecuteAsync(context, shutdown), shutdown);

    public async Task<JobEnd> ResumeAsync(JobContext context, CancellationToken shutdown)
    {
        var job = context.Job;
        if (job is { Restarted: not null, Request: ApplyRequest })
        {
            // The packages had been verified before the restarts began.
            context.Cancellable(false);
            var applied = job.Changes.Count(c => c.Outcome == ChangeOutcome.Applied);
            return await RestartNeededAsync(context, new JobEnd.Completed(Verdict.Summary(applied, job.Changes)), shutdown);
        }

        return job.Request is ServiceRestartRequest
            ? await ExecuteAsync(context, shutdown)
            : await AfterAsync(context, await packages.ResumeAsync(context, shutdown), shutdown);
    }

    private async Task<JobEnd> RestartAsync(JobContext context, ServiceRestartRequest request, CancellationToken shutdown)
    {
        if (context.Job.Restarted is null)
        {
            context.Restarts([new UnitRestart(request.Unit, RestartOutcome.Planned, null)]);
        }

        var result = await restarter.RunAsync(context, shutdown);
        var (code, restart) = (result.Code, context.Job.Restarted![0]);
        return restart.Outcome switch
        {
            RestartOutcome.Planned => new JobEnd.Unverified(JobErrorCode.BackendUnavailable, $"{restart.Unit}: whether it was restarted is not known yet: {result.Silence}"),
            RestartOutcome.Restarted => new JobEnd.Completed($"{restart.Unit} was restarted and stays up"),
            RestartOutcome.Skipped when code is null => new JobEnd.Cancelled($"cancelled; {restart.Unit} was not restarted"),
            _ => new JobEnd.Failed(code ?? JobErrorCode.Unknown, $"{restart.Unit}: {restart.Reason}", Retryable: code is JobErrorCode.BackendUnavailable or JobErrorCode.DiskFull),
        };
    }

    private async Task<JobEnd> AfterAsync(JobContext context, JobEnd end, CancellationToken shutdown)
    {
        if (context.Job.IsTerminal || context.Job.Request is not ApplyRequest { RestartServices: true } || end is JobEnd.Failed or JobEnd.Cancelled)
        {
            return end;
        }

        if (end is not JobEnd.Completed completed)
        {
            context.Log("no service is restarted by itself: the host reboots");
            return end;
        }

        context.Enter(JobPhase.Verifying, "looking for services that run replaced code");
        var found = await cache.FreshAsync(shutdown);
        if (found.Limitation is { } limitation)
        {
            context.Warn($"not every service could be looked at: {limitation}");
        }

        if (found.Scan.Groups.Count(group => group.Unit is null) is > 0 and var loose)
        {
            context.Warn($"{loose} programs that are not services run replaced code; GET /api/v1/system/restarts names them");
        }

        context.Restarts(NeededRestarts.Of(found.Scan, deny()));
        return await RestartNeededAsync(context, completed, shutdown);
    }

    /// <summary>The packages are applied whatever becomes of the services: a service that does not come back is a warning.</summary>
    private async Task<JobEnd> RestartNeededAsync(JobContext context, JobEnd.Completed completed, CancellationToken shutdown)
    {
        if ((await restarter.RunAsync(context, shutdown)).Silence is { } silence)
        {
            context.Restarts([.. context.Job.Restarted!.Select(r => r.Outcome != RestartOutcome.Planned ? r
                : r with { Outcome = RestartOutcome.Failed, Reason = $"whether it came back could not be seen: {silence}" })]);
        }

        var told = context.Job.Restarted!;
        foreach (var failed in told.Where(r => r.Outcome == RestartOutcome.Failed))
        {
            context.Warn($"{failed.Unit}: {failed.Reason}");
        }

        return completed with { Message = $"{completed.Message}; {Summary(told)}" };
    }

    /// <summary>Pure.</summary>
    public static string Summary(IReadOnlyList<UnitRestart> restarts)
    {
        var restarted = restarts.Count(r => r.Outcome == RestartOutcome.Restarted);
        var failed = restarts.Count(r => r.Outcome == RestartOutcome.Failed);
        var skipped = restarts.Count(r => r.Outcome == RestartOutcome.Skipped);
        return restarts.Count == 0
            ? "no service runs replaced code"
            : $"{restarted} services restarted{(failed > 0 ? $", {failed} did not come back" : "")}{(skipped > 0 ? $", {skipped} left as they are" : "")}";
    }
}
