using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Daemon.Reloading;

/// <summary>Log events 2501, 2502 and 2505.</summary>
internal static partial class ReloadLog
{
    [LoggerMessage(2501, LogLevel.Warning, "{Finding}")]
    public static partial void Finding(ILogger logger, string finding);

    [LoggerMessage(2502, LogLevel.Information, "files read again: {What}")]
    public static partial void Reloaded(ILogger logger, string what);

    [LoggerMessage(2505, LogLevel.Information, "asked by SIGHUP to read the files again")]
    public static partial void ReloadAsked(ILogger logger);
}
