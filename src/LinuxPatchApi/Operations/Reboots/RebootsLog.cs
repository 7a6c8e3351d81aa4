using LinuxPatchApi.Host;
using LinuxPatchApi.Host.Reboots;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Operations.Reboots;

/// <summary>Log events 2200..2299.</summary>
internal static partial class RebootsLog
{
    [LoggerMessage(2200, LogLevel.Warning, "job {JobId}: the host reboots at {At}; wall message: {Wall}")]
    public static partial void Scheduled(ILogger logger, Guid jobId, DateTimeOffset at, string wall);

    [LoggerMessage(2201, LogLevel.Warning, "job {JobId}: reboot ended: {Message}")]
    public static partial void Ended(ILogger logger, Guid jobId, string message);

    [LoggerMessage(2202, LogLevel.Information, "boot {BootId} is seen for the first time; cause: {Cause}")]
    public static partial void Seen(ILogger logger, string bootId, string cause);

    [LoggerMessage(2203, LogLevel.Error, "the ledger of reboots cannot be written: {Problem}")]
    public static partial void NotKept(ILogger logger, string problem);

    [LoggerMessage(2204, LogLevel.Information, "the host goes down")]
    public static partial void GoesDown(ILogger logger);

    [LoggerMessage(2205, LogLevel.Error, "job {JobId}: the reservation of the reboot could not be checked")]
    public static partial void CheckFailed(ILogger logger, Exception exception, Guid jobId);

    [LoggerMessage(2206, LogLevel.Warning, "job {JobId}: whether the reboot is scheduled is unknown; logind is queried again: {Failure}")]
    public static partial void NotKnown(ILogger logger, Guid jobId, string failure);

    [LoggerMessage(2207, LogLevel.Warning, "job {JobId}: cancelled the reboot at {At} that the previous run of the agent had scheduled")]
    public static partial void Withdrawn(ILogger logger, Guid jobId, DateTimeOffset at);
}
