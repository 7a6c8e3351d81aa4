using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Supervision;

/// <summary>Log events 2530..2539.</summary>
internal static class SupervisionLog
{
    public static void VitalFailed(ILogger logger, Exception exception, string task) =>
        logger.Log(LogLevel.Critical, new EventId(2530, nameof(VitalFailed)), exception,
            "the agent cannot go on without its task '{Task}', which failed: it ends, and the service manager starts it again", task);

    public static void VitalEnded(ILogger logger, string task) =>
        logger.Log(LogLevel.Critical, new EventId(2531, nameof(VitalEnded)),
            "the agent cannot go on without its task '{Task}', which came to an end: it ends, and the service manager starts it again",
            task);

    public static void OptionalFailed(ILogger logger, Exception? exception, string task, long seconds) =>
        logger.Log(LogLevel.Error, new EventId(2532, nameof(OptionalFailed)), exception,
            "the background task '{Task}' failed and is started again in {Seconds} s", task, seconds);

    public static void OptionalAgain(ILogger logger, string task) =>
        logger.Log(LogLevel.Information, new EventId(2533, nameof(OptionalAgain)), "the background task '{Task}' is started again", task);

    public static void Stuck(ILogger logger, string task, long seconds) =>
        logger.Log(LogLevel.Critical, new EventId(2534, nameof(Stuck)),
            "the task '{Task}' has not ended a round within {Seconds} s: the watchdog is no longer fed", task, seconds);

    public static void FailedAtEnd(ILogger logger, Exception exception, string task) =>
        logger.Log(LogLevel.Error, new EventId(2535, nameof(FailedAtEnd)), exception,
            "the task '{Task}' failed while the agent ends", task);

    public static void LeftBehind(ILogger logger, long seconds) =>
        logger.Log(LogLevel.Warning, new EventId(2536, nameof(LeftBehind)), "not every task ended within {Seconds} s", seconds);
}
