using LinuxPatchApi.HostServices;
using LinuxPatchApi.HostServices.Systemd;
using LinuxPatchApi.Init;

namespace LinuxPatchApi.Host.Restarts;

/// <summary>
/// Runs the scan's own unit to examine all processes: the daemon has no capability and may read almost none. If the unit is missing or
/// fails, the daemon scans itself and reports what it could not read.
/// </summary>
internal sealed class UnitScan(SystemdClient systemd, string directory, ProcessScanner own, TimeProvider time)
{
    public const string Unit = "linux-patch-api-restarts.service";

    public async Task<ScanResult> RunAsync()
    {
        var (scan, problem) = await ByUnitAsync();
        if (scan is not null)
        {
            return new ScanResult(scan, ByUnit: true, Limitation(scan, ""));
        }

        scan = await Task.Run(own.Scan);
        return new ScanResult(scan, ByUnit: false, Limitation(scan, $", because {problem}"));
    }

    /// <summary>Pure.</summary>
    public static string? Limitation(RestartScan scan, string why) =>
        scan.Unreadable > 0 ? $"{scan.Unreadable} processes could not be read{why}"
        : scan.Processes == 0 ? $"no process could be read{why}"
        : null;

    private async Task<(RestartScan? Scan, string? Problem)> ByUnitAsync()
    {
        using var deadline = new CancellationTokenSource(RestartLimits.ScanDeadline, time);
        try
        {
            var ended = await systemd.StartUnitAsync(Unit, deadline.Token);
            return !ended.IsSuccess ? (null, Explain(ended.Failure))
                : ended.Value == "done" ? ScanFile.Read(directory)
                : (null, $"{Unit} ended as {ended.Value}; see '{InitCommands.Here.Log(Unit)}'");
        }
        catch (OperationCanceledException)
        {
            return (null, $"{Unit} did not end within {RestartLimits.ScanDeadline.TotalSeconds:0} s");
        }
    }

    private static string Explain(HostFailure failure) => failure.Reason switch
    {
        HostFailureReason.ServiceAbsent => "there is no systemd that could start the scan with the capability it needs",
        HostFailureReason.NotFound => $"there is no {Unit}, which has the capability to read them",
        _ => $"{Unit} could not be started: {failure.Detail}",
    };
}
