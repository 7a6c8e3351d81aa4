using LinuxPatchApi.Checks;
using LinuxPatchApi.HostServices;
using LinuxPatchApi.HostServices.Systemd;
using LinuxPatchApi.Init;

namespace LinuxPatchApi.Host.Checks;

/// <summary>Checks that the agent's unit runs; for the command, which is another process.</summary>
/// <param name="missing">The remedy for missing certificates, without which systemd skips the unit; null when all exist.</param>
internal sealed class UnitCheck(SystemdClient systemd, string? missing = null) : ICheck
{
    public const string Name = "agent";

    private const string Service = "linux-patch-api";
    private const string Unit = Service + ".service";

    /// <summary>Lines of the log that are worth a look. Origin: a start that fails says less.</summary>
    private const int Lines = 50;

    public string Id => Name;

    public async ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken) =>
        Judge(await systemd.GetUnitAsync(Unit, cancellationToken), missing);

    /// <param name="missing">The remedy for missing certificates; null when all exist.</param>
    public static CheckResult Judge(HostResult<UnitState> answer, string? missing = null)
    {
        if (!answer.IsSuccess)
        {
            return CheckResult.NotTested(Name, $"systemd does not report {Unit}: {answer.Failure!.Detail}");
        }

        var unit = answer.Value;
        var seen = $"{unit.ActiveState} ({unit.SubState}), {(unit.UnitFileState.Length == 0 ? unit.LoadState : unit.UnitFileState)}";
        return (unit.ActiveState, unit.LoadState) switch
        {
            ("active" or "reloading", _) when unit.UnitFileState is "disabled" =>
                CheckResult.Warn(Name, seen, "it runs, and will not after the next boot", InitCommands.Here.StartAtBoot(Service)),
            ("active" or "reloading", _) => CheckResult.Ok(Name, seen),
            (_, "masked") => CheckResult.Fail(Name, seen, "the agent is masked, so nobody can use this host",
                $"{InitCommands.Here.Unmask(Service)}, then {InitCommands.Here.StartNowAndAtBoot(Service)}"),
            (_, "not-found") => CheckResult.Fail(Name, seen, $"there is no unit {Unit}, so nothing starts the agent",
                "install the package linux-patch-api again"),
            ("activating", _) => CheckResult.Fail(Name, Restarts(seen, unit), "the agent is starting, or is started again and again",
                InitCommands.Here.Log(Service, Lines)),
            ("failed", _) =>
                CheckResult.Fail(Name, Restarts(seen, unit), $"the agent ended ({unit.Result ?? "unknown"}), so nobody can use this host",
                $"{InitCommands.Here.Log(Service, Lines)}; then {InitCommands.Here.Restart(Service)}"),
            _ when missing is not null => CheckResult.Fail(
                Name, seen, "the agent does not run while certificates are missing",
                missing),
            _ => CheckResult.Fail(Name, seen, "the agent does not run, so nobody can use this host",
                InitCommands.Here.StartNowAndAtBoot(Service)),
        };
    }

    private static string Restarts(string seen, UnitState unit) =>
        unit.NRestarts is > 0 and var times ? $"{seen}, {times} automatic restarts" : seen;
}
