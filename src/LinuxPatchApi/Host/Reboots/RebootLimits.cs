namespace LinuxPatchApi.Host.Reboots;

/// <summary>Every number of the reboot room, with its origin.</summary>
internal static class RebootLimits
{
    /// <summary>Origin: contract section 8.</summary>
    public const int MaxDelaySeconds = 86_400;

    /// <summary>Least delay handed to logind, so that the answer reaches the client first. Origin: bus gone 22 ms after Reboot().</summary>
    public static readonly TimeSpan LeastDelay = TimeSpan.FromSeconds(1);

    /// <summary>Time after the scheduled moment in which the host must have gone down. Origin: systemd's DefaultTimeoutStopSec is 90 s;
    /// services in a chain may each take it.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromMinutes(10);
}
