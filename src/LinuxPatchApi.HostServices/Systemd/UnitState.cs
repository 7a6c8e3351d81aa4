namespace LinuxPatchApi.HostServices.Systemd;

/// <summary>A unit as systemd sees it. Texts are systemd's own words (systemctl show); empty when systemd tells none.</summary>
/// <param name="Id">Its main name; differs from the name asked for when that is an alias.</param>
/// <param name="Description">One line.</param>
/// <param name="LoadState">loaded, not-found, masked, error, bad-setting.</param>
/// <param name="ActiveState">active, reloading, inactive, failed, activating, deactivating, maintenance.</param>
/// <param name="SubState">Depends on the type of the unit: running, exited, dead, listening.</param>
/// <param name="UnitFileState">enabled, disabled, static, masked, indirect, generated, alias; empty without a unit file.</param>
/// <param name="MainPid">Process id in systemd's namespace; null when there is none or the unit is no service.</param>
/// <param name="Type">simple, exec, forking, oneshot, dbus, notify, idle; null when the unit is no service.</param>
/// <param name="RemainAfterExit">Null when the unit is no service.</param>
/// <param name="TriggeredBy">Timers, sockets and paths that start it.</param>
/// <param name="Result">success, exit-code, signal, timeout, …; null when the unit is no service.</param>
/// <param name="NRestarts">Automatic restarts since it was started by hand; null when not told.</param>
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
    /// <summary>Another one at each start of the unit (systemd.exec(5), INVOCATION_ID), in hexadecimal; null when it was never started.</summary>
    public string? InvocationId { get; init; }

    /// <summary>Its file says RefuseManualStart or RefuseManualStop.</summary>
    public bool RefusesManualRestart { get; init; }
}
