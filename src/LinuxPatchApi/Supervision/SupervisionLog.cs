using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Supervision;

/// <summary>Log events 2530..2539.</summary>
internal static partial class SupervisionLog
{
    [LoggerMessage(2530, LogLevel.Critical, "the agent cannot go on without its task '{Task}', which failed: it ends, "
        + "and the service manager starts it again")]
    public static partial void VitalFailed(ILogger logger, Exception exception, string task);

    [LoggerMessage(2531, LogLevel.Critical, "the agent cannot go on without its task '{Task}', which came to an end: it ends, "
        + "and the service manager starts it again")]
    public static partial void VitalEnded(ILogger logger, string task);

    [LoggerMessage(2532, LogLevel.Error, "the background task '{Task}' failed and is started again in {Seconds} s")]
    public static partial void OptionalFailed(ILogger logger, Exception? exception, string task, long seconds);

    [LoggerMessage(2533, LogLevel.Information, "the background task '{Task}' is started again")]
    public static partial void OptionalAgain(ILogger logger, string task);

    [LoggerMessage(2534, LogLevel.Critical, "the task '{Task}' has not ended a round within {Seconds} s: the watchdog is no longer fed")]
    public static partial void Stuck(ILogger logger, string task, long seconds);

    [LoggerMessage(2535, LogLevel.Error, "the task '{Task}' failed while the agent ends")]
    public static partial void FailedAtEnd(ILogger logger, Exception exception, string task);

    [LoggerMessage(2536, LogLevel.Warning, "not every task ended within {Seconds} s")]
    public static partial void LeftBehind(ILogger logger, long seconds);
}
