using LinuxPatchApi.Host;
using LinuxPatchApi.Host.Restarts;
using LinuxPatchApi.HostServices.Systemd;

namespace LinuxPatchApi.Operations.ServiceRestarts;

/// <summary>Decides whether a unit came back from its restart. Pure.</summary>
internal static class RestartVerdict
{
    /// <summary>True between two states. False for a unit that waits for systemd's own next attempt: it has failed.</summary>
    public static bool IsInTransition(UnitState unit) =>
        unit.ActiveState is "activating" or "deactivating" or "reloading" or "refreshing" && !IsCrashing(unit);

    /// <param name="now">The unit some time after its restart.</param>
    /// <param name="before">Its invocation before the restart; empty when it had none.</param>
    /// <param name="after">Its invocation right after the restart; null when it could not be queried.</param>
    /// <returns>Null when it is back and has stayed up since.</returns>
    public static string? WhyNotBack(UnitState now, string before, string? after)
    {
        var state =
            $"it is {now.ActiveState} ({now.SubState}){(now.Result is { Length: > 0 } and not "success" ? $", result {now.Result}" : "")}";
        // A oneshot has completed its work when it ended successfully.
        var isUp = now.ActiveState == "active" || now is { ActiveState: "inactive", Type: "oneshot", Result: "success" };
        return !isUp ? $"did not come back: {state}"
            : (now.InvocationId ?? "") == before ? $"was not restarted: {state}, still in its previous invocation"
            : after is not null && now.InvocationId != after ? $"does not stay up: it has been started again since, {state}"
            : null;
    }

    private static bool IsCrashing(UnitState unit) => unit.SubState is "auto-restart" or "auto-restart-queued";
}
