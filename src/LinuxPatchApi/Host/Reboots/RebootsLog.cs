using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Host.Reboots;

/// <summary>Log events 2200..2299.</summary>
internal static partial class RebootsLog
{
    [LoggerMessage(2200, LogLevel.Warning, "job {JobId}: the host reboots at {At} for {Subject}; users are told: {Wall}")]
    public static partial void Scheduled(ILogger logger, Guid jobId, DateTimeOffset at, string subject, string wall);

    [LoggerMessage(2201, LogLevel.Warning, "job {JobId}: reboot ended: {Message}")]
    public static partial void Ended(ILogger logger, Guid jobId, string message);

    [LoggerMessage(2202, LogLevel.Information, "boot {BootId} is seen for the first time; cause: {Cause}, job {JobId}, reason {Reason}")]
    public static partial void Seen(ILogger logger, string bootId, RebootCause cause, Guid? jobId, string? reason);

    [LoggerMessage(2203, LogLevel.Error, "the ledger of reboots cannot be written: {Problem}")]
    public static partial void NotKept(ILogger logger, string problem);

    [LoggerMessage(2204, LogLevel.Information, "the host goes down")]
    public static partial void GoesDown(ILogger logger);
}
