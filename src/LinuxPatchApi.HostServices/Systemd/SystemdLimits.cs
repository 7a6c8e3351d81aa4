namespace LinuxPatchApi.HostServices.Systemd;

/// <summary>Every number that bounds the conversation with systemd, with its origin.</summary>
public static class SystemdLimits
{
    /// <summary>
    /// How long a start, restart or stop job may take before we stop waiting for its result. A unit stops and starts within 90 s each by
    /// default (DefaultTimeoutStopSec, DefaultTimeoutStartSec); our choice is both and some seconds.
    /// </summary>
    public static readonly TimeSpan JobDeadline = TimeSpan.FromSeconds(190);
}
