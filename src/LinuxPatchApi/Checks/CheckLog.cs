using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Checks;

/// <summary>Log events 2600..2699.</summary>
internal static class CheckLog
{
    public static void Failed(ILogger logger, Exception exception, string check) =>
        logger.Log(LogLevel.Error, new EventId(2600, nameof(Failed)), exception,
            "the check {Check} failed with an internal error, which is logged once", check);
}
