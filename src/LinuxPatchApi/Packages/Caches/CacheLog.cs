using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Packages.Caches;

/// <summary>Log events 2100..2199.</summary>
internal static partial class CacheLog
{
    [LoggerMessage(2100, LogLevel.Warning, "the offered updates could not be read: {Problem}")]
    public static partial void ReadingFailed(ILogger logger, string problem);

    [LoggerMessage(2101, LogLevel.Information, "details of updates could not be fetched: {Problem}")]
    public static partial void DetailsFailed(ILogger logger, string problem);
}
