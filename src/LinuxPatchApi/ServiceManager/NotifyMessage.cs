using System.Globalization;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.ServiceManager;

/// <summary>The assignments of sd_notify(3). Several may be joined by line feeds into one datagram.</summary>
internal static class NotifyMessage
{
    /// <summary>Start-up or a reload is complete.</summary>
    public const string Ready = "READY=1";

    /// <summary>An intended shutdown has begun.</summary>
    public const string Stopping = "STOPPING=1";

    /// <summary>The event loop is alive.</summary>
    public const string Watchdog = "WATCHDOG=1";

    /// <summary>Characters. Origin: systemctl status shows one line.</summary>
    private const int MaxStatus = 200;

    /// <summary>
    /// A reload has begun; systemd (Type=notify-reload) requires the CLOCK_MONOTONIC time in microseconds in the same datagram.
    /// </summary>
    public static string Reloading(long monotonicMicroseconds) =>
        string.Create(CultureInfo.InvariantCulture, $"RELOADING=1\nMONOTONIC_USEC={monotonicMicroseconds}");

    /// <summary>One line for people. Control characters, which could start another assignment, become spaces.</summary>
    public static string Status(string text) => $"STATUS={OneLine.Of(text, MaxStatus, mark: "")}";

    /// <summary>Restarts the current start, stop or watchdog timeout with this length. Rounds fractions up.</summary>
    public static string ExtendTimeout(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"EXTEND_TIMEOUT_USEC={(long)Math.Ceiling(time.TotalMicroseconds)}");
}
