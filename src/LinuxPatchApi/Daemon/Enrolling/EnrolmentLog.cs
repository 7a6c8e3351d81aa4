using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Daemon.Enrolling;

/// <summary>Log events 2540..2549.</summary>
internal static partial class EnrolmentLog
{
    [LoggerMessage(2540, LogLevel.Information, "{What}")]
    public static partial void Progress(ILogger logger, string what);

    [LoggerMessage(2541, LogLevel.Warning, "{What}")]
    public static partial void Trouble(ILogger logger, string what);
}
