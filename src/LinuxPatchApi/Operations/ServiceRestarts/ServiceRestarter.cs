using LinuxPatchApi.Host;
using LinuxPatchApi.Host.Restarts;
using LinuxPatchApi.HostServices;
using LinuxPatchApi.HostServices.Systemd;
using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Operations.ServiceRestarts;

/// <summary>
/// Carries out the planned restarts of a job. The unit's invocation is on disk before its restart is requested; a different one
/// afterwards proves that it took place, even for an agent that was killed in between. A unit counts as back when it stays up.
/// </summary>
internal sealed class ServiceRestarter(IUnits units, Func<IReadOnlyList<string>> deny, TimeProvider time)
{
    /// <summary>Restarts every unit of the job that is still planned, then checks each once more.</summary>
    /// <returns>The code of the last failure, if there was one.</returns>
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
            Record(context, restart, RestartOutcome.Skipped,
                stop == StopReason.Cancelled ? "the job was cancelled" : "the job was over its time");
            result.Code = stop != StopReason.Cancelled ? JobErrorCode.Timeout : result.Code;
            return;
        }

        var isRequested = restart.InvocationBefore is not null;
        var before = await (isRequested ? GetStateAsync(context, restart.Unit, shutdown) : units.GetAsync(restart.Unit, shutdown));
        if (!before.IsSuccess)
        {
            RecordUnknown(context, restart, before.Failure, isRequested, result);
            return;
        }

        var invocation = before.Value.InvocationId ?? "";
        if (restart.InvocationBefore is { } known && known != invocation)
        {
            context.Log($"{restart.Unit} was restarted before the agent went down");
        }
        else if (!context.Job.IsTerminal) // a closed one is only observed
        {
            // Only before the restart is requested: during one, a unit that does not run is normal.
            if (restart.InvocationBefore is null && RestartGuard.Check(before.Value, deny()) is { } obstacle)
            {
                Record(context, restart, RestartOutcome.Skipped, obstacle.Why);
                result.Code = obstacle.Obstacle == RestartObstacle.Denied ? JobErrorCode.PermissionDenied : JobErrorCode.Unknown;
                return;
            }

            context.SetCancellable(false);
            if (!context.TryRecordRestarts(Replace(context, restart with { InvocationBefore = invocation })))
            {
                Record(context, restart, RestartOutcome.Skipped, "not restarted: the job journal could not be written");
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

            // Whatever the result of systemd's job: the unit's state decides.
            context.Log(ended.IsSuccess ? $"systemd's job for {restart.Unit} ended as {ended.Value}" : ended.Failure.Detail);
        }

        var after = await SettledAsync(context, restart.Unit, shutdown);
        invocations[restart.Unit] = after.IsSuccess ? after.Value.InvocationId : null;
    }

    private async Task VerifyAsync(
        JobContext context, UnitRestart restart, string? invocation, RestartResult result, CancellationToken shutdown)
    {
        var now = await SettledAsync(context, restart.Unit, shutdown);
        if (!now.IsSuccess)
        {
            RecordUnknown(context, restart, now.Failure, isRequested: true, result);
        }
        else if (RestartVerdict.WhyNotBack(now.Value, restart.InvocationBefore ?? "", invocation) is { } why)
        {
            Record(context, restart, RestartOutcome.Failed, why);
            result.Code = JobErrorCode.Unknown;
        }
        else
        {
            Record(context, restart, RestartOutcome.Restarted, restart.Reason);
        }
    }

    /// <summary>Returns the unit when it is no longer between two states, or as it is when the time is over.</summary>
    private async Task<HostResult<UnitState>> SettledAsync(JobContext context, string unit, CancellationToken shutdown)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var state = await GetStateAsync(context, unit, shutdown);
            if (!state.IsSuccess || !RestartVerdict.IsInTransition(state.Value) || time.GetElapsedTime(started) >= RestartLimits.Transition)
            {
                return state;
            }

            await Task.Delay(RestartLimits.Poll, time, shutdown);
        }
    }

    /// <summary>
    /// Queries a unit whose restart was requested. Waits a while for a bus or a systemd that does not answer yet: the agent may have
    /// started together with them, and the unit may be the bus itself.
    /// </summary>
    private async Task<HostResult<UnitState>> GetStateAsync(JobContext context, string unit, CancellationToken shutdown)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var state = await units.GetAsync(unit, shutdown);
            if (state.IsSuccess || !IsUnreachable(state.Failure) || !context.IsPatient
                || time.GetElapsedTime(started) >= RestartLimits.Silence)
            {
                return state;
            }

            context.ReportUnknown(state.Failure.Detail);
            await Task.Delay(RestartLimits.SilentPoll, time, shutdown);
        }
    }

    private static bool IsUnreachable(HostFailure failure) =>
        failure.Reason is HostFailureReason.BusUnavailable or HostFailureReason.ServiceAbsent
        or HostFailureReason.ActivationFailed or HostFailureReason.TimedOut or HostFailureReason.Disconnected;

    private static void RecordUnknown(JobContext context, UnitRestart restart, HostFailure failure, bool isRequested, RestartResult result)
    {
        if (isRequested && IsUnreachable(failure))
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
        Record(context, restart, RestartOutcome.Failed, $"systemd says: {failure.Detail}");
        return failure.Reason switch
        {
            HostFailureReason.AccessDenied => JobErrorCode.PermissionDenied,
            HostFailureReason.TimedOut => JobErrorCode.Timeout,
            HostFailureReason.ServiceAbsent or HostFailureReason.BusUnavailable or HostFailureReason.Disconnected
                or HostFailureReason.ActivationFailed =>
                JobErrorCode.BackendUnavailable,
            _ => JobErrorCode.Unknown,
        };
    }

    private static void Record(JobContext context, UnitRestart restart, RestartOutcome outcome, string? reason)
    {
        var changed = context.Job.Restarted!.First(r => r.Unit == restart.Unit) with { Outcome = outcome, Reason = reason };
        context.RecordRestarts(Replace(context, changed));
        context.Log($"{restart.Unit}: {JobSpelling.Restarts.Of(outcome)}{(reason is null ? "" : $", {reason}")}");
    }

    private static IReadOnlyList<UnitRestart> Replace(JobContext context, UnitRestart restart) =>
        [.. context.Job.Restarted!.Select(r => r.Unit == restart.Unit ? restart : r)];
}
