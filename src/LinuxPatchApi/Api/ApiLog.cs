using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Api;

/// <summary>Log events 2400..2499.</summary>
internal static class ApiLog
{
    public static void Answered(
        ILogger logger, LogLevel level, Guid requestId, string address, string subject, string method, string target, int status) =>
        logger.Log(level, new EventId(2400, nameof(Answered)),
            "{RequestId} {Address} {Subject} {Method} {Target} {Status}", requestId, address, subject, method, target, status);

    public static void HandlerFailed(ILogger logger, Exception exception, string operation, Guid requestId) =>
        logger.Log(LogLevel.Error, new EventId(2401, nameof(HandlerFailed)), exception,
            "{Operation} failed with an internal error, request {RequestId}", operation, requestId);

    public static void DeadlineOver(ILogger logger, string operation, Guid requestId) =>
        logger.Log(LogLevel.Warning, new EventId(2402, nameof(DeadlineOver)),
            "{Operation} was given up because the host did not answer in time, request {RequestId}", operation, requestId);
}
