using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Daemon.Reloading;

/// <summary>Log events 2501, 2502 and 2505.</summary>
internal static class ReloadLog
{
    public static void Finding(ILogger logger, string finding) =>
        logger.Log(LogLevel.Warning, new EventId(2501, nameof(Finding)), "{Finding}", finding);

    public static void Reloaded(ILogger logger, string what) =>
        logger.Log(LogLevel.Information, new EventId(2502, nameof(Reloaded)), "files read again: {What}", what);

    public static void ReloadAsked(ILogger logger) =>
        logger.Log(LogLevel.Information, new EventId(2505, nameof(ReloadAsked)), "asked by SIGHUP to read the files again");
}
