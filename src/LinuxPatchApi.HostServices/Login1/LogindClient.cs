using LinuxPatchApi.HostServices.Bus;

namespace LinuxPatchApi.HostServices.Login1;

/// <summary>A client of logind (or elogind).</summary>
public sealed class LogindClient(SystemBus bus)
{
    /// <summary>yes, no, challenge or na. Says yes while a reboot is inhibited.</summary>
    public Task<HostResult<string>> CanRebootAsync(CancellationToken cancellationToken) =>
        bus.CallAsync(
            LogindCalls.ToManager("CanReboot"), BusCalls.ReadText, null, cancellationToken);

    /// <summary>
    /// Reboots now. systemd 252 and older ignores inhibitors of root, so look at <see cref="ListInhibitorsAsync"/> before; newer releases
    /// answer Refused. A bus that goes away without an answer counts as success: it is what a reboot does.
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

    /// <summary>Schedules a reboot, in place of what was scheduled before.</summary>
    /// <param name="at">When; precision of a microsecond.</param>
    /// <param name="wallMessage">What users are told; null for nothing.</param>
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

    /// <summary>Whether something was scheduled and now is not any more. The wall message is taken back too, after users were told.</summary>
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

    /// <summary>What users are told at the next shutdown; empty for nothing.</summary>
    public Task<HostResult<string>> GetWallMessageAsync(CancellationToken cancellationToken) =>
        bus.CallAsync(
            BusCalls.Get(LogindCalls.Service, LogindCalls.Path, LogindCalls.Interface, "WallMessage"),
            static reply => BusCalls.ReadOne(reply).AsText() ?? "",
            null,
            cancellationToken);

    /// <summary>What is scheduled; null for nothing.</summary>
    public Task<HostResult<ScheduledShutdown?>> GetScheduledAsync(CancellationToken cancellationToken) =>
        bus.CallAsync(
            BusCalls.Get(LogindCalls.Service, LogindCalls.Path, LogindCalls.Interface, "ScheduledShutdown"),
            static reply => LogindCalls.ReadScheduled(BusCalls.ReadOne(reply)),
            null,
            cancellationToken);

    /// <summary>True from the moment in which a shutdown or reboot has really begun.</summary>
    public Task<HostResult<bool>> IsGoingDownAsync(CancellationToken cancellationToken) =>
        bus.CallAsync(
            BusCalls.Get(LogindCalls.Service, LogindCalls.Path, LogindCalls.Interface, "PreparingForShutdown"),
            static reply => BusCalls.ReadOne(reply).AsBool() ?? false,
            null,
            cancellationToken);

    /// <summary>All locks against shutdown and sleep.</summary>
    public Task<HostResult<IReadOnlyList<Inhibitor>>> ListInhibitorsAsync(CancellationToken cancellationToken) =>
        bus.CallAsync(LogindCalls.ToManager("ListInhibitors"), LogindCalls.ReadInhibitors, null, cancellationToken);

    /// <summary>systemd 257 says AccessDenied and names the inhibitor in the text; later ones have an error of its own.</summary>
    private static HostFailure ExplainInhibitor(HostFailure failure) =>
        failure.ErrorName == BusErrorNames.AccessDenied && failure.Detail.Contains("inhibitor", StringComparison.OrdinalIgnoreCase)
            ? failure with { Reason = HostFailureReason.Refused }
            : failure;
}
