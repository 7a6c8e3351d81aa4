using LinuxPatchApi.Daemon;
using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.HostServices.Systemd;
using LinuxPatchApi.Init;
using Microsoft.Extensions.Logging.Abstractions;

namespace LinuxPatchApi.Cli.Setup;

/// <summary>
/// Starts the agent's unit, and at each boot, by messages to systemd; no program is run. Where systemd is not in charge it says what to
/// type.
/// </summary>
internal static class ServiceStart
{
    private const string Step = "start";
    private const string Unit = "linux-patch-api.service";
    private static string Journal => $"'{InitCommands.Here.Log("linux-patch-api")}' says why";

    public static async Task<StepFailure?> RunAsync(
        AgentPaths paths, CommandContext context, StepReport report, CancellationToken cancellation)
    {
        if (!Directory.Exists(paths.Host.SystemdMark))
        {
            var command = Directory.Exists(paths.Host.OpenRcMark)
                ? InitCommands.OpenRc.StartNowAndAtBoot("linux-patch-api") : "linux-patch-api run";
            return new StepFailure(Step, "systemd is not in charge of this host, so nothing was started",
                $"{command}    (then this command again, for the self-test)", ExitCode.Unavailable);
        }
        await using var bus = new SystemBus(paths.BusAddress, context.Clock, NullLogger.Instance);
        await bus.StartAsync(cancellation);
        var systemd = new SystemdClient(bus);
        var before = await systemd.GetUnitAsync(Unit, cancellation);
        if (!before.IsSuccess || before.Value.LoadState is "not-found" or "masked")
        {
            return before.IsSuccess
                ? new StepFailure(Step, $"{Unit} is {before.Value.LoadState}",
                    before.Value.LoadState == "masked" ? InitCommands.Here.Unmask("linux-patch-api") : "install the package again",
                    ExitCode.Unavailable)
                : new StepFailure(Step, before.Failure!.Detail, InitCommands.Here.Start("linux-patch-api"), ExitCode.Unavailable);
        }
        var boot = "";
        if (before.Value.UnitFileState == "disabled")
        {
            var enabled = await systemd.EnableUnitAsync(Unit, cancellation);
            boot = enabled.IsSuccess ? ", and at each boot from now on"
                : $", but not at boot: {InitCommands.Here.StartAtBoot("linux-patch-api")}";
        }
        if (before.Value.ActiveState is "active" or "reloading")
        {
            report.Say(Step, $"{Unit} runs already and reads changed files by itself{boot}");
            return null;
        }
        var started = await systemd.StartUnitAsync(Unit, cancellation);
        var after = await systemd.GetUnitAsync(Unit, cancellation);
        if (after.IsSuccess && after.Value.ActiveState == "active")
        {
            report.Say(Step, $"{Unit} runs{boot}");
            return null;
        }
        var seen = started.IsSuccess ? $"systemd says {started.Value}" : started.Failure!.Detail;
        return new StepFailure(Step, $"{Unit} does not run: {seen}", Journal, ExitCode.Unavailable);
    }
}
