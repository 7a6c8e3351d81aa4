using LinuxPatchApi.ClientView;
using LinuxPatchApi.ClientView.Views;

namespace LinuxPatchApi.Cli.Agents;

/// <summary>One action on one host: the read or plan, the change, and following its job.</summary>
internal sealed class HostCall(AgentConnection agent, ClientCommand command, TimeProvider clock)
{
    public string Name => agent.Address.Name;

    /// <summary>The plan's digest; null before a plan, or when that kind of plan has none.</summary>
    public string? Digest { get; private set; }

    /// <summary>The job that was begun or is watched; null before.</summary>
    public string? Job { get; private set; } = command.Action == ClientAction.Watch ? command.Job : null;

    /// <summary>True when the plan changes nothing, so that no change is sent.</summary>
    public bool IsEmpty { get; private set; }

    /// <summary>
    /// What this ends with when all else is done: not with success when a package that the operator named stays undone. Without names
    /// whatever can go in is meant, so nothing is missing.
    /// </summary>
    public ExitCode AtBest => _undone.Count == 0 ? ExitCode.Ok : ExitCode.Failure;

    /// <summary>The named packages that the plan leaves out, with the reasons.</summary>
    private IReadOnlyList<string> _undone = [];

    /// <summary>The answer to a read, or the plan of a change.</summary>
    public async Task<HostOutcome> ReadAsync(CancellationToken cancellation)
    {
        var (path, body) = command.First;
        var answer = body is null ? await agent.GetAsync(path, cancellation) : await agent.PlanAsync(path, body, cancellation);
        if (answer.Failure is not null)
        {
            return HostOutcome.Fail(answer);
        }
        var data = answer.Data;
        switch (command.Action)
        {
            case ClientAction.Status:
                return await StatusAsync(answer, cancellation);
            case ClientAction.Patches:
                var isRefreshed = command.Has(ClientCommand.Refresh);
                var stale = isRefreshed && data.Flag("stale") ? "; the lists are stale" : "";
                return new HostOutcome(
                    ExitCode.Ok, PatchesView.Lines(data, isRefreshed), PatchesView.Summary(data) + stale, answer.Raw);
            case ClientAction.Jobs:
                var jobs = JobView.List(data);
                return new HostOutcome(ExitCode.Ok, jobs, jobs[^1], answer.Raw);
            case ClientAction.Restarts or ClientAction.Reboot:
                return new HostOutcome(ExitCode.Ok, HostView.Restarts(data), HostView.RestartsSummary(data), answer.Raw);
            case ClientAction.Doctor:
                return new HostOutcome(HostView.HasFailedCheck(data) ? ExitCode.Failure : ExitCode.Ok, HostView.Doctor(data),
                    HostView.DoctorSummary(data), answer.Raw);
            default:
                Digest = data.Text("digest");
                IsEmpty = PlanView.Count(data) == 0 && !command.Has(ClientCommand.RestartServices) && command.Action != ClientAction.Repair;
                _undone = command is { Action: ClientAction.Apply, Operands.Count: > 0 } ? PlanView.Undone(data) : [];
                return data.Text("obstacle") is { } obstacle
                    ? new HostOutcome(ExitCode.Failure, [.. PlanView.Lines(data), obstacle], obstacle, answer.Raw)
                    : new HostOutcome(
                        IsEmpty ? AtBest : ExitCode.Ok, PlanView.Lines(data), Some(_undone, PlanView.Summary(data)), answer.Raw);
        }
    }

    /// <summary>Sends the change, and follows its job unless the operator does not want to wait.</summary>
    public async Task<HostOutcome> ChangeAsync(ProgressScreen screen, int index, CancellationToken cancellation)
    {
        if (command.Has(ClientCommand.Cancel))
        {
            var cancelled = await agent.ChangeAsync("DELETE", "/api/v1/system/reboot", null, cancellation);
            return cancelled.Failure is null
                ? HostOutcome.Of(ExitCode.Ok, "the reboot is cancelled", cancelled.Raw) : HostOutcome.Fail(cancelled);
        }
        var (path, body) = command.Change(Digest);
        // Not cut off by Ctrl-C: whether the job was begun must be known.
        var answer = await agent.ChangeAsync("POST", path, body, CancellationToken.None);
        if (answer.Failure is not null)
        {
            return HostOutcome.Fail(answer);
        }
        Job = answer.Data.Text("job_id");
        if (Job is null)
        {
            return new HostOutcome(AtBest, PlanView.Lines(answer.Data), Some(_undone, PlanView.Summary(answer.Data)), answer.Raw);
        }
        // A reboot that comes later is not waited for.
        return command.Has(ClientCommand.NoWait) || command.DelaySeconds is > 0
            ? HostOutcome.Of(AtBest, $"{Begun()}; {Again()}", answer.Raw)
            : await FollowAsync(screen, index, cancellation);
    }

    /// <summary>Follows a job to its end. It is not ended by whatever ends this.</summary>
    public async Task<HostOutcome> FollowAsync(ProgressScreen screen, int index, CancellationToken cancellation)
    {
        var since = clock.GetTimestamp();
        var wait = "";
        try
        {
            while (true)
            {
                var answer = await agent.GetAsync($"/api/v1/jobs/{Job}{wait}", cancellation);
                if (answer.Failure is { } failure)
                {
                    // A host that reboots or whose agent is being replaced is silent for a while.
                    var isSilent = failure.Kind is FailureKind.NotReached or FailureKind.Later or FailureKind.NotTrusted;
                    var isFirstOfWatch = wait.Length == 0 && command.Action == ClientAction.Watch;
                    if (!isSilent || isFirstOfWatch || clock.GetElapsedTime(since) > ClientLimits.Silence)
                    {
                        return isFirstOfWatch ? HostOutcome.Fail(answer) : HostOutcome.Fail(answer, $"; {Again()}");
                    }
                    screen.Note(index, $"no answer for {(int)clock.GetElapsedTime(since).TotalSeconds} s: {failure}");
                    await Task.Delay(Pause(failure), clock, cancellation);
                    continue;
                }
                since = clock.GetTimestamp();
                wait = $"?wait={ClientLimits.WaitSeconds}";
                screen.Show(index, answer.Data);
                if (JobView.HasEnded(answer.Data))
                {
                    return JobView.IsDone(answer.Data)
                        ? new HostOutcome(AtBest, JobView.Ended(answer.Data), Some(_undone, JobView.Summary(answer.Data)), answer.Raw)
                        : new HostOutcome(ExitCode.Failure, JobView.Ended(answer.Data),
                            string.Join("; ", [JobView.Summary(answer.Data), .. JobView.Undone(answer.Data).Take(ClientLimits.MaxReasons)]),
                            answer.Raw);
                }
                await Task.Delay(ClientLimits.PollPause, clock, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return HostOutcome.Of(ExitCode.Interrupted, $"the job goes on; {Again()}", []);
        }
    }

    private async Task<HostOutcome> StatusAsync(AgentAnswer health, CancellationToken cancellation)
    {
        var info = await agent.GetAsync("/api/v1/system/info", cancellation);
        if (info.Failure is not null)
        {
            return HostOutcome.Fail(info);
        }
        var list = await agent.GetAsync("/api/v1/patches?limit=1", cancellation);
        System.Text.Json.JsonElement? patches = list.Failure is null ? list.Data : null;
        return new HostOutcome(ExitCode.Ok, HostView.Status(health.Data, info.Data, patches),
            HostView.StatusLine(health.Data, info.Data, patches), health.Raw);
    }

    /// <summary>In one line the reasons why a host counts as failed; when there are none, what is said otherwise.</summary>
    private static string Some(IReadOnlyList<string> undone, string otherwise) => undone.Count == 0 ? otherwise
        : string.Join("; ", undone.Take(ClientLimits.MaxReasons))
            + (undone.Count > ClientLimits.MaxReasons ? $"; and {undone.Count - ClientLimits.MaxReasons} more" : "");

    private string Begun() => _undone.Count == 0 ? $"job {Job} begun" : $"{Some(_undone, "")}; job {Job} begun";

    private string Again() => $"watch it: linux-patch-api client -H {Name} watch {Job}";

    private static TimeSpan Pause(AgentFailure failure) => failure.RetryAfter is { } seconds
        ? TimeSpan.FromSeconds(Math.Clamp(seconds, 1, ClientLimits.MaxRetryAfterSeconds)) : ClientLimits.RetryPause;
}
