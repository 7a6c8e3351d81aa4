using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Packages.Caches;

/// <summary>Log events 2100..2199.</summary>
internal static class CacheLog
{
    public static void ReadingFailed(ILogger logger, string problem) =>
        logger.Log(LogLevel.Warning, new EventId(2100, nameof(ReadingFailed)), "the offered updates could not be read: {Problem}", problem);

    public static void DetailsFailed(ILogger logger, string problem) =>
        logger.Log(LogLevel.Information, new EventId(2101, nameof(DetailsFailed)),
            "details of updates could not be fetched: {Problem}", problem);
}
