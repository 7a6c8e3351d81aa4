using System.Globalization;

namespace LinuxPatchApi.ServiceManager;

/// <summary>The lines that sd_notify(3) defines. Several may be joined by line feeds into one datagram.</summary>
internal static class NotifyMessage
{
    /// <summary>Start-up is complete, or a reload is.</summary>
    public const string Ready = "READY=1";

    /// <summary>Shutting down on purpose.</summary>
    public const string Stopping = "STOPPING=1";

    /// <summary>The event loop is alive.</summary>
    public const string Watchdog = "WATCHDOG=1";

    /// <summary>Characters. Origin: systemctl status shows one line.</summary>
    private const int MaxStatus = 200;

    /// <summary>A reload began; systemd (Type=notify-reload) wants the CLOCK_MONOTONIC time in microseconds in the same datagram.</summary>
    public static string Reloading(long monotonicMicroseconds) =>
        string.Create(CultureInfo.InvariantCulture, $"RELOADING=1\nMONOTONIC_USEC={monotonicMicroseconds}");

    /// <summary>One line for people. Control characters, which would begin another assignment, become spaces.</summary>
    public static string Status(string text)
    {
        var line = string.Concat(text.Take(MaxStatus).Select(c => char.IsControl(c) ? ' ' : c));
        return $"STATUS={line}";
    }

    /// <summary>Start, stop or watchdog time-out begins anew and lasts this long. Not less than asked: fractions are rounded up.</summary>
    public static string ExtendTimeout(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"EXTEND_TIMEOUT_USEC={(long)Math.Ceiling(time.TotalMicroseconds)}");
}
