using LinuxPatchApi.HostServices;
using LinuxPatchApi.HostServices.Systemd;
using LinuxPatchApi.Init;
using LinuxPatchApi.ManagerRepository;
using LinuxPatchApi.Timing;

namespace LinuxPatchApi.Daemon.ManagerRepositories;

/// <summary>
/// Has the files written by a unit of their own, because the agent's sandbox forbids it to write below /etc. Where there is no systemd
/// there is no sandbox either, and the agent writes them itself.
/// </summary>
internal sealed class RepositoryWriter(SystemdClient systemd, Func<string?> own, TimeProvider time)
{
    public const string Unit = "linux-patch-api-repository.service";

    /// <summary>Returns null, or why they were not written.</summary>
    public async Task<string?> WriteAsync(CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(RepositoryLimits.WriteDeadline, time, cancellationToken);
        try
        {
            var ended = await systemd.StartUnitAsync(Unit, deadline.Token);
            return ended.IsSuccess
                ? ended.Value == "done" ? null : $"{Unit} ended as {ended.Value}; see '{InitCommands.Here.Log(Unit)}'"
                : ended.Failure.Reason == HostFailureReason.ServiceAbsent ? own()
                : $"{Unit} could not be started: {ended.Failure.Detail}";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"{Unit} did not end within {RepositoryLimits.WriteDeadline.TotalSeconds:0} s";
        }
    }
}
