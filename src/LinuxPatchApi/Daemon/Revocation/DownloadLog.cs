using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Daemon.Revocation;

/// <summary>Log events 2520..2529.</summary>
internal static partial class DownloadLog
{
    [LoggerMessage(2520, LogLevel.Information, "a newer revocation list from {Address} is in force")]
    public static partial void Applied(ILogger logger, string address);

    [LoggerMessage(2521, LogLevel.Warning, "the revocation list from {Address} is refused, what was in force stays in force: {Failure}")]
    public static partial void Failed(ILogger logger, string address, string failure);

    [LoggerMessage(2522, LogLevel.Warning, "the downloaded revocation list is in force, but the next start will not find it: {Problem}")]
    public static partial void NotKept(ILogger logger, string problem);

    [LoggerMessage(2523, LogLevel.Warning, "not all of the revocation lists from {Address} are of use: {Reason}")]
    public static partial void Partly(ILogger logger, string address, string reason);
}
