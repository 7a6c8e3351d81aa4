using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Checks;

/// <summary>Log events 2600..2699.</summary>
internal static partial class CheckLog
{
    [LoggerMessage(2600, LogLevel.Error, "the check {Check} failed with an internal error, which is logged once")]
    public static partial void Failed(ILogger logger, Exception exception, string check);
}
