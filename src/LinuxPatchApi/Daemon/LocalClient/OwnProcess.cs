using LinuxPatchApi.HostServices;
using LinuxPatchApi.HostServices.Systemd;
using LinuxPatchApi.Init;
using LinuxPatchApi.Operations.SelfUpdates;
using LinuxPatchApi.SelfUpdate;

namespace LinuxPatchApi.Daemon.LocalClient;

/// <summary>This process and its units.</summary>
internal sealed class OwnProcess(SystemdClient systemd, OwnListener listener) : IOwnProcess
{
    public string Version => BuildInfo.Version;

    public string InstalledImage() => ProgramImage.Of(ProgramImage.Installed);

    public bool IsReplaced() => ProgramImage.IsRunningReplaced();

    public Task<string?> ListenerProblemAsync(CancellationToken cancellationToken) => listener.ProblemAsync(cancellationToken);

    public async Task<string?> StartGuardAsync(CancellationToken cancellationToken) =>
        Problem(GuardHost.GuardUnit, await systemd.StartUnitAsync(GuardHost.GuardUnit, cancellationToken));

    public async Task<string?> RestartAsync(CancellationToken cancellationToken) =>
        Problem(GuardHost.AgentUnit, await systemd.RestartUnitAsync(GuardHost.AgentUnit, cancellationToken));

    private static string? Problem(string unit, HostResult<string> result) =>
        !result.IsSuccess ? $"{unit}: {result.Failure.Detail}"
        : result.Value == "done" ? null
        : $"{unit} was not started: {result.Value}; '{InitCommands.Here.Status(unit)}' says why";
}
