using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Api;

/// <summary>Log events 2400..2499.</summary>
internal static partial class ApiLog
{
    [LoggerMessage(EventId = 2400, Message = "{RequestId} {Address} {Subject} {Method} {Target} {Status}")]
    public static partial void Answered(
        ILogger logger, LogLevel level, Guid requestId, string address, string subject, string method, string target, int status);

    [LoggerMessage(2401, LogLevel.Error, "{Operation} failed with an internal error, request {RequestId}")]
    public static partial void HandlerFailed(ILogger logger, Exception exception, string operation, Guid requestId);

    [LoggerMessage(2402, LogLevel.Warning, "{Operation} was given up because the host did not answer in time, request {RequestId}")]
    public static partial void DeadlineOver(ILogger logger, string operation, Guid requestId);
}
