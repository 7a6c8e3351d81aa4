using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Host.Reboots;

/// <summary>Log events 2200..2299.</summary>
internal static partial class RebootsLog
{
    [LoggerMessage(2200, LogLevel.Warning, "job {JobId}: the host reboots at {At} for {Subject}")]
    public static partial void Scheduled(ILogger logger, Guid jobId, DateTimeOffset at, string subject);

    [LoggerMessage(2201, LogLevel.Warning, "job {JobId}: reboot ended: {Message}")]
    public static partial void Ended(ILogger logger, Guid jobId, string message);
}
