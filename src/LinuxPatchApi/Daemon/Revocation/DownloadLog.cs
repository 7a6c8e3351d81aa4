using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Daemon.Revocation;

/// <summary>Log events 2520..2529.</summary>
internal static class DownloadLog
{
    public static void Applied(ILogger logger, string address) =>
        logger.Log(LogLevel.Information, new EventId(2520, nameof(Applied)), "a newer revocation list from {Address} is in force", address);

    public static void Failed(ILogger logger, string address, string failure) =>
        logger.Log(LogLevel.Warning, new EventId(2521, nameof(Failed)),
            "the revocation list from {Address} is refused, what was in force stays in force: {Failure}", address, failure);

    public static void NotKept(ILogger logger, string problem) =>
        logger.Log(LogLevel.Warning, new EventId(2522, nameof(NotKept)),
            "the downloaded revocation list is in force, but the next start will not find it: {Problem}", problem);

    public static void Partly(ILogger logger, string address, string reason) =>
        logger.Log(LogLevel.Warning, new EventId(2523, nameof(Partly)),
            "not all of the revocation lists from {Address} are of use: {Reason}", address, reason);
}
