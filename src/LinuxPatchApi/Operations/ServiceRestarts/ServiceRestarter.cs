using LinuxPatchApi.Host;
using LinuxPatchApi.Host.Restarts;
using LinuxPatchApi.HostServices;
using LinuxPatchApi.HostServices.Systemd;
using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Operations.ServiceRestarts;

/// <summary>
/// Carries out the planned restarts of a job. The unit's invocation is on disk before its restart is asked for; another one afterwards is
/// the proof that it took place, also for an agent that was killed in between. A unit counts as back when it stays up.
/// </summary>
internal sealed class ServiceRestarter(IUnits units, Func<IReadOnlyList<string>> deny, TimeProvider time)
{
    /// <summary>Restarts every unit of the job that is still planned, then looks at each once more.</summary>
    /// <returns>The code of the last failure, where there was one.</returns>
    public async Task<RestartResult> RunAsync(JobContext context, CancellationToken shutdown)
    {
        var result = new RestartResult();
        var invocations = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var restart in Planned(context))
        {
            await BeginAsync(context, restart, invocations, result, shutdown);
        }

        if (invocations.Count > 0)
        {
            await Task.Delay(RestartLimits.Settle, time, shutdown);
        }

        foreach (var restart in Planned(context).Where(restart => invocations.ContainsKey(restart.Unit)))
        {
            await VerifyAsync(context, restart, invocations[restart.Unit], result, shutdown);
        }

        return result;
    }

    private static List<UnitRestart> Planned(JobContext context) =>
        [.. (context.Job.Restarted ?? []).Where(restart => restart.Outcome == RestartOutcome.Planned)];

    private async Task BeginAsync(
        JobContext context, UnitRestart restart, Dictionary<string, string?> invocations, RestartResult result, CancellationToken shutdown)
    {
        if (restart.InvocationBefore is null && (context.StopReason != StopReason.None || context.Job.IsTerminal))
        {
            var stop = context.StopReason;
            Tell(context, restart, RestartOutcome.Skipped, stop == StopReason.Cancelled ? "the job was cancelled" : "the job was over its time");
            result.Code = stop != StopReason.Cancelled ? JobErrorCode.Timeout : result.Code;
            return;
        }

        var isAsked = restart.InvocationBefore is not null;
        var before = await (isAsked ? LookAsync(context, restart.Unit, shutdown) : units.GetAsync(restart.Unit, shutdown));
        if (!before.IsSuccess)
        {
            Unseen(context, restart, before.Failure, isAsked, result);
            return;
        }

        var invocation = before.Value.InvocationId ?? "";
        if (restart.InvocationBefore is { } known && known != invocation)
        {
            context.Log($"{restart.Unit} was restarted before the agent went down");
        }
        else if (!context.Job.IsTerminal) // one that was closed is only looked at
        {
            // Only of a restart that nobody has asked for yet: one that is under way shows a unit that does not run.
            if (restart.InvocationBefore is null && RestartGuard.Check(before.Value, deny()) is { } obstacle)
            {
                Tell(context, restart, RestartOutcome.Skipped, obstacle.Why);
                result.Code = obstacle.Obstacle == RestartObstacle.Denied ? JobErrorCode.PermissionDenied : JobErrorCode.Unknown;
                return;
            }

            context.Cancellable(false);
            if (!context.TryRestarts(Replace(context, restart with { InvocationBefore = invocation })))
            {
                Tell(context, restart, RestartOutcome.Skipped, "not restarted: the job journal could not be written");
                result.Code = JobErrorCode.DiskFull;
                return;
            }

            context.Enter(JobPhase.Verifying, $"restarting {restart.Unit}");
            var ended = await units.RestartAsync(restart.Unit, shutdown);
            if (!ended.IsSuccess && ended.Failure.Reason is not (HostFailureReason.TimedOut or HostFailureReason.Disconnected))
            {
                result.Code = Failed(context, restart, ended.Failure);
                return;
            }

            // Whatever systemd's job ended as: the unit's state decides.
            context.Log(ended.IsSuccess ? $"systemd's job for {restart.Unit} ended as {ended.Value}" : ended.Failure.Detail);
        }

        var after = await SettledAsync(context, restart.Unit, shutdown);
        invocations[restart.Unit] = after.IsSuccess ? after.Value.InvocationId : null;
    }

    private async Task VerifyAsync(JobContext context, UnitRestart restart, string? invocation, RestartResult result, CancellationToken shutdown)
    {
        var now = await SettledAsync(context, restart.Unit, shutdown);
        if (!now.IsSuccess)
        {
            Unseen(context, restart, now.Failure, isAsked: true, result);
        }
        else if (RestartVerdict.WhyNotBack(now.Value, restart.InvocationBefore ?? "", invocation) is { } why)
        {
            Tell(context, restart, RestartOutcome.Failed, why);
            result.Code = JobErrorCode.Unknown;
        }
        else
        {
            Tell(context, restart, RestartOutcome.Restarted, restart.Reason);
        }
    }

    /// <summary>The unit once it is not on its way any more, or as it is when the time is over.</summary>
    private async Task<HostResult<UnitState>> SettledAsync(JobContext context, string unit, CancellationToken shutdown)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var state = await LookAsync(context, unit, shutdown);
            if (!state.IsSuccess || !RestartVerdict.IsOnItsWay(state.Value) || time.GetElapsedTime(started) >= RestartLimits.OnItsWay)
            {
                return state;
            }

            await Task.Delay(RestartLimits.Look, time, shutdown);
        }
    }

    /// <summary>A unit whose restart was asked for. A bus or a systemd that does not answer yet is waited for, for a time: the agent may have come up
    /// with them, and the unit may be the bus itself.</summary>
    private async Task<HostResult<UnitState>> LookAsync(JobContext context, string unit, CancellationToken shutdown)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var state = await units.GetAsync(unit, shutdown);
            if (state.IsSuccess || !IsSilence(state.Failure) || !context.IsPatient || time.GetElapsedTime(started) >= RestartLimits.Silence)
            {
                return state;
            }

            context.NotKnownYet(state.Failure.Detail);
            await Task.Delay(RestartLimits.SilentLook, time, shutdown);
        }
    }

    private static bool IsSilence(HostFailure failure) => failure.Reason is HostFailureReason.BusUnavailable or HostFailureReason.ServiceAbsent
        or HostFailureReason.ActivationFailed or HostFailureReason.TimedOut or HostFailureReason.Disconnected;

    private static void Unseen(JobContext context, UnitRestart restart, HostFailure failure, bool isAsked, RestartResult result)
    {
        if (isAsked && IsSilence(failure))
        {
            result.Silence = failure.Detail;
        }
        else
        {
            result.Code = Failed(context, restart, failure);
        }
    }

    private static JobErrorCode Failed(JobContext context, UnitRestart restart, HostFailure failure)
    {
        Tell(context, restart, RestartOutcome.Failed, $"systemd says: {failure.Detail}");
        return failure.Reason switch
        {
            HostFailureReason.AccessDenied => JobErrorCode.PermissionDenied,
            HostFailureReason.TimedOut => JobErrorCode.Timeout,
            HostFailureReason.ServiceAbsent or HostFailureReason.BusUnavailable or HostFailureReason.Disconnected or HostFailureReason.ActivationFailed =>
                JobErrorCode.BackendUnavailable,
            _ => JobErrorCode.Unknown,
        };
    }

    private static void Tell(JobContext context, UnitRestart restart, RestartOutcome outcome, string? reason)
    {
        var told = context.Job.Restarted!.First(r => r.Unit == restart.Unit) with { Outcome = outcome, Reason = reason };
        context.Restarts(Replace(context, told));
        context.Log($"{restart.Unit}: {JobSpelling.Restarts.Of(outcome)}{(reason is null ? "" : $", {reason}")}");
    }

    private static IReadOnlyList<UnitRestart> Replace(JobContext context, UnitRestart restart) =>
        [.. context.Job.Restarted!.Select(r => r.Unit == restart.Unit ? restart : r)];
}
