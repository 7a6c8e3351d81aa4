using System.Net;
using LinuxPatchApi.Http.Faults;
using LinuxPatchApi.Http.Messages;
using LinuxPatchApi.Http.Tls;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Http.Connections;

/// <summary>All log events of the HTTP server. Event ids 1000 to 1099.</summary>
internal static partial class ServerLog
{
    [LoggerMessage(1000, LogLevel.Information, "Listening on {Endpoint}")]
    public static partial void Listening(ILogger log, IPEndPoint endpoint);

    [LoggerMessage(1001, LogLevel.Warning, "Accepting a connection failed ({Error}); trying again in {Delay}")]
    public static partial void AcceptFailed(ILogger log, string error, TimeSpan delay);

    [LoggerMessage(1002, LogLevel.Debug, "Connection from {Address} closed by the address filter")]
    public static partial void Denied(ILogger log, IPAddress address);

    [LoggerMessage(1003, LogLevel.Information, "Connection from {Address} closed: {Admission}; {Count} since this was last logged")]
    public static partial void NotAdmitted(ILogger log, IPAddress address, Admission admission, long count);

    [LoggerMessage(1004, LogLevel.Debug, "Connection from {Address} closed before the end of its TLS handshake")]
    public static partial void PeerClosedHandshake(ILogger log, IPAddress address);

    [LoggerMessage(EventId = 1005,
        Message = "TLS handshake with {Address} failed: {Reason} ({Detail}); {Count} since this was last logged")]
    public static partial void HandshakeFailed(
        ILogger log, LogLevel level, IPAddress address, HandshakeFailureReason reason, string detail, long count);

    [LoggerMessage(1006, LogLevel.Debug, "Connection from {Address} established for {Subject}")]
    public static partial void Established(ILogger log, IPAddress address, string subject);

    [LoggerMessage(EventId = 1007,
        Message = "Request {RequestId} from {Address} refused with {Status}: {Reason}; {Count} since this was last logged")]
    public static partial void Refused(
        ILogger log, LogLevel level, Guid requestId, IPAddress address, int status, HttpFaultReason reason, long count);

    [LoggerMessage(1008, LogLevel.Error, "Request {RequestId} failed because of a bug in its handler")]
    public static partial void HandlerFailed(ILogger log, Guid requestId, Exception exception);

    [LoggerMessage(1009, LogLevel.Error, "Connection from {Address} ended because of a bug in the server")]
    public static partial void ConnectionFailed(ILogger log, IPAddress address, Exception exception);

    [LoggerMessage(1010, LogLevel.Information, "Draining {Count} connections for at most {Grace}")]
    public static partial void Draining(ILogger log, int count, TimeSpan grace);

    [LoggerMessage(1011, LogLevel.Warning, "Cut {Count} connections that had not ended in time")]
    public static partial void Cut(ILogger log, int count);

    [LoggerMessage(1012, LogLevel.Error, "The address filter failed; the connection from {Address} is closed")]
    public static partial void FilterFailed(ILogger log, IPAddress address, Exception exception);

    [LoggerMessage(1013, LogLevel.Error, "{Count} handlers are still running {Wait} after their connections were cut")]
    public static partial void StillRunning(ILogger log, long count, TimeSpan wait);

    [LoggerMessage(1015, LogLevel.Warning, "Connection from {Address} of {Subject} is ended: {Reason}; cut in {Grace} at the latest")]
    public static partial void Ended(ILogger log, IPAddress address, string? subject, EndReason reason, TimeSpan grace);

    [LoggerMessage(1016, LogLevel.Debug, "Connection from {Address} of {Subject} has lasted for {Age} and is ended")]
    public static partial void Aged(ILogger log, IPAddress address, string? subject, TimeSpan age);

    [LoggerMessage(1014, LogLevel.Debug, "Connection from {Address} upgraded to a WebSocket for {Subject}")]
    public static partial void Upgraded(ILogger log, IPAddress address, string subject);
}
