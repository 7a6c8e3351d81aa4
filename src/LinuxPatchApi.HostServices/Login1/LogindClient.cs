using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.HostServices.Bus.Messages;

namespace LinuxPatchApi.HostServices.Login1;

/// <summary>A client of logind (or elogind).</summary>
public sealed class LogindClient(SystemBus bus)
{
    /// <summary>Returns yes, no, challenge or na. Also yes while a reboot is inhibited.</summary>
    public Task<HostResult<string>> CanRebootAsync(CancellationToken cancellationToken) =>
        bus.CallAsync(
            LogindCalls.ToManager("CanReboot"), BusCalls.ReadText, null, cancellationToken);

    /// <summary>
    /// Reboots now. systemd 252 and older ignores inhibitors for root, so check <see cref="ListInhibitorsAsync"/> first; newer releases
    /// answer Refused. A connection lost before the reply counts as success, because a reboot causes that.
    /// </summary>
    public async Task<HostResult<bool>> RebootAsync(CancellationToken cancellationToken)
    {
        var result = await bus.CallAsync(LogindCalls.Reboot(), static _ => true, null, cancellationToken);
        return result.Failure switch
        {
            null => result,
            { Reason: HostFailureReason.Disconnected } => true,
            var failure => ExplainInhibitor(failure),
        };
    }

    /// <summary>Schedules a reboot, replacing any scheduled shutdown.</summary>
    /// <param name="at">Time of the reboot, in microsecond precision.</param>
    /// <param name="wallMessage">Message to logged-in users; null for none.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<HostResult<bool>> ScheduleRebootAsync(DateTimeOffset at, string? wallMessage, CancellationToken cancellationToken)
    {
        var wall = await bus.CallAsync(
            LogindCalls.SetWallMessage(wallMessage ?? ""), static _ => true, null, cancellationToken);
        if (!wall.IsSuccess)
        {
            return wall.Failure;
        }

        var result = await bus.CallAsync(LogindCalls.ScheduleReboot(at), static _ => true, null, cancellationToken);
        return result.IsSuccess ? result : ExplainInhibitor(result.Failure);
    }

    /// <summary>
    /// Cancels the scheduled shutdown and returns true when there was one. Also clears the wall message, after logind has notified the
    /// users.
    /// </summary>
    public async Task<HostResult<bool>> CancelScheduledAsync(CancellationToken cancellationToken)
    {
        var result = await bus.CallAsync(
            LogindCalls.ToManager("CancelScheduledShutdown"),
            BusCalls.ReadBool,
            null,
            cancellationToken);
        if (result.IsSuccess)
        {
            await bus.CallAsync(LogindCalls.SetWallMessage(""), static _ => true, null, cancellationToken);
        }

        return result;
    }

    /// <summary>Returns the message for users at the next shutdown; empty for none.</summary>
    public Task<HostResult<string>> GetWallMessageAsync(CancellationToken cancellationToken) =>
        bus.CallAsync(
            BusCalls.Get(LogindCalls.Service, LogindCalls.Path, LogindCalls.Interface, "WallMessage"),
            static reply => BusCalls.ReadOne(reply).AsText() ?? "",
            null,
            cancellationToken);

    /// <summary>Returns the scheduled shutdown; null for none.</summary>
    public Task<HostResult<ScheduledShutdown?>> GetScheduledAsync(CancellationToken cancellationToken) =>
        bus.CallAsync(
            BusCalls.Get(LogindCalls.Service, LogindCalls.Path, LogindCalls.Interface, "ScheduledShutdown"),
            static reply => LogindCalls.ReadScheduled(BusCalls.ReadOne(reply)),
            null,
            cancellationToken);

    /// <summary>Returns true once a shutdown or reboot has actually begun.</summary>
    public Task<HostResult<bool>> IsGoingDownAsync(CancellationToken cancellationToken) =>
        bus.CallAsync(
            BusCalls.Get(LogindCalls.Service, LogindCalls.Path, LogindCalls.Interface, "PreparingForShutdown"),
            static reply => BusCalls.ReadOne(reply).AsBool() ?? false,
            null,
            cancellationToken);

    /// <summary>Lists all locks against shutdown and sleep.</summary>
    public Task<HostResult<IReadOnlyList<Inhibitor>>> ListInhibitorsAsync(CancellationToken cancellationToken) =>
        bus.CallAsync(LogindCalls.ToManager("ListInhibitors"), LogindCalls.ReadInhibitors, null, cancellationToken);

    /// <summary>systemd 257 answers AccessDenied and names the inhibitor in the text; later releases have a separate error.</summary>
    private static HostFailure ExplainInhibitor(HostFailure failure) =>
        failure.ErrorName == BusErrorNames.AccessDenied && failure.Detail.Contains("inhibitor", StringComparison.OrdinalIgnoreCase)
            ? failure with { Reason = HostFailureReason.Refused }
            : failure;
}
