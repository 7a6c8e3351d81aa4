using System.Globalization;

namespace LinuxPatchApi.ServiceManager;

/// <summary>Parses WATCHDOG_USEC and WATCHDOG_PID; see sd_watchdog_enabled(3).</summary>
internal static class WatchdogPeriod
{
    /// <summary>
    /// Returns the time after which the service manager considers the agent hung; keep-alives are due twice as often. Null when it does not
    /// watch, or watches another process of the unit.
    /// </summary>
    public static TimeSpan? Parse(string? microseconds, string? watchedProcess, int ownProcess)
    {
        var isOurs = string.IsNullOrEmpty(watchedProcess)
            || watchedProcess == ownProcess.ToString(CultureInfo.InvariantCulture);
        return isOurs && long.TryParse(microseconds, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0
            && value < (long)TimeSpan.MaxValue.TotalMicroseconds
            ? TimeSpan.FromMicroseconds(value)
            : null;
    }
}
