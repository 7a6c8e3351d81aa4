namespace LinuxPatchApi.HostServices.Systemd;

/// <summary>A unit as systemd reports it. Strings are systemd's own (systemctl show); empty when systemd sends none.</summary>
/// <param name="Id">Primary name; differs from the requested name when that is an alias.</param>
/// <param name="Description">One-line description.</param>
/// <param name="LoadState">loaded, not-found, masked, error, bad-setting.</param>
/// <param name="ActiveState">active, reloading, inactive, failed, activating, deactivating, maintenance.</param>
/// <param name="SubState">Depends on the unit type: running, exited, dead, listening.</param>
/// <param name="UnitFileState">enabled, disabled, static, masked, indirect, generated, alias; empty without a unit file.</param>
/// <param name="MainPid">Process id in systemd's namespace; null when there is none or the unit is not a service.</param>
/// <param name="Type">simple, exec, forking, oneshot, dbus, notify, idle; null when the unit is not a service.</param>
/// <param name="RemainAfterExit">Null when the unit is not a service.</param>
/// <param name="TriggeredBy">Timers, sockets and paths that trigger it.</param>
/// <param name="Result">success, exit-code, signal, timeout, …; null when the unit is not a service.</param>
/// <param name="NRestarts">Automatic restarts since it was last started manually; null when not reported.</param>
/// <param name="Names">All names, aliases included.</param>
public sealed record UnitState(
    string Id,
    string Description,
    string LoadState,
    string ActiveState,
    string SubState,
    string UnitFileState,
    uint? MainPid,
    string? Type,
    bool? RemainAfterExit,
    IReadOnlyList<string> TriggeredBy,
    string? Result,
    uint? NRestarts,
    IReadOnlyList<string> Names)
{
    /// <summary>
    /// Differs for each start of the unit (systemd.exec(5), INVOCATION_ID), in hexadecimal; null when it was never started.
    /// </summary>
    public string? InvocationId { get; init; }

    /// <summary>True when the unit file sets RefuseManualStart or RefuseManualStop.</summary>
    public bool RefusesManualRestart { get; init; }
}
