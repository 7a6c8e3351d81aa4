namespace LinuxPatchApi.HostServices.Systemd;

/// <summary>Every limit on calls to systemd, with its origin.</summary>
public static class SystemdLimits
{
    /// <summary>
    /// How long to wait for the result of a start, stop or restart job. By default a unit may take 90 s to stop and 90 s to start
    /// (DefaultTimeoutStopSec, DefaultTimeoutStartSec); our choice is both and some seconds.
    /// </summary>
    public static readonly TimeSpan JobDeadline = TimeSpan.FromSeconds(190);
}
