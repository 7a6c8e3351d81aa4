using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Daemon.Enrolling;

/// <summary>Log events 2540..2549.</summary>
internal static class EnrolmentLog
{
    public static void Progress(ILogger logger, string what) =>
        logger.Log(LogLevel.Information, new EventId(2540, nameof(Progress)), "{What}", what);

    public static void Trouble(ILogger logger, string what) =>
        logger.Log(LogLevel.Warning, new EventId(2541, nameof(Trouble)), "{What}", what);
}
