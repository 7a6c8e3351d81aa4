using LinuxPatchApi.Host;
using LinuxPatchApi.Host.Reboots;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Operations.Reboots;

/// <summary>Log events 2200..2299.</summary>
internal static class RebootsLog
{
    public static void Scheduled(ILogger logger, Guid jobId, DateTimeOffset at, string wall) =>
        logger.Log(LogLevel.Warning, new EventId(2200, nameof(Scheduled)),
            "job {JobId}: the host reboots at {At}; wall message: {Wall}", jobId, at, wall);

    public static void Ended(ILogger logger, Guid jobId, string message) =>
        logger.Log(LogLevel.Warning, new EventId(2201, nameof(Ended)), "job {JobId}: reboot ended: {Message}", jobId, message);

    public static void Seen(ILogger logger, string bootId, string cause) =>
        logger.Log(LogLevel.Information, new EventId(2202, nameof(Seen)),
            "boot {BootId} is seen for the first time; cause: {Cause}", bootId, cause);

    public static void NotKept(ILogger logger, string problem) =>
        logger.Log(LogLevel.Error, new EventId(2203, nameof(NotKept)), "the ledger of reboots cannot be written: {Problem}", problem);

    public static void GoesDown(ILogger logger) =>
        logger.Log(LogLevel.Information, new EventId(2204, nameof(GoesDown)), "the host goes down");

    public static void CheckFailed(ILogger logger, Exception exception, Guid jobId) =>
        logger.Log(LogLevel.Error, new EventId(2205, nameof(CheckFailed)), exception,
            "job {JobId}: the reservation of the reboot could not be checked", jobId);

    public static void NotKnown(ILogger logger, Guid jobId, string failure) =>
        logger.Log(LogLevel.Warning, new EventId(2206, nameof(NotKnown)),
            "job {JobId}: whether the reboot is scheduled is unknown; logind is queried again: {Failure}", jobId, failure);

    public static void Withdrawn(ILogger logger, Guid jobId, DateTimeOffset at) =>
        logger.Log(LogLevel.Warning, new EventId(2207, nameof(Withdrawn)),
            "job {JobId}: cancelled the reboot at {At} that the previous run of the agent had scheduled", jobId, at);
}
