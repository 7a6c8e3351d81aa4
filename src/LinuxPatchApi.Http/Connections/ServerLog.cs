using System.Net;
using LinuxPatchApi.Http.Faults;
using LinuxPatchApi.Http.Messages;
using LinuxPatchApi.Http.Tls;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Http.Connections;

/// <summary>All log events of the HTTP server. Event ids 1000 to 1099.</summary>
internal static class ServerLog
{
    public static void Listening(ILogger log, IPEndPoint endpoint) =>
        log.Log(LogLevel.Information, new EventId(1000, nameof(Listening)), "Listening on {Endpoint}", endpoint);

    public static void AcceptFailed(ILogger log, string error, TimeSpan delay) =>
        log.Log(LogLevel.Warning, new EventId(1001, nameof(AcceptFailed)),
            "Accepting a connection failed ({Error}); trying again in {Delay}", error, delay);

    public static void Denied(ILogger log, IPAddress address) =>
        log.Log(LogLevel.Debug, new EventId(1002, nameof(Denied)), "Connection from {Address} closed by the address filter", address);

    public static void NotAdmitted(ILogger log, IPAddress address, Admission admission, long count) =>
        log.Log(LogLevel.Information, new EventId(1003, nameof(NotAdmitted)),
            "Connection from {Address} closed: {Admission}; {Count} since this was last logged", address, admission, count);

    public static void PeerClosedHandshake(ILogger log, IPAddress address) =>
        log.Log(LogLevel.Debug, new EventId(1004, nameof(PeerClosedHandshake)),
            "Connection from {Address} closed before the end of its TLS handshake", address);

    public static void HandshakeFailed(
        ILogger log, LogLevel level, IPAddress address, HandshakeFailureReason reason, string detail, long count) =>
        log.Log(level, new EventId(1005, nameof(HandshakeFailed)),
            "TLS handshake with {Address} failed: {Reason} ({Detail}); {Count} since this was last logged", address, reason, detail, count);

    public static void Established(ILogger log, IPAddress address, string subject) =>
        log.Log(LogLevel.Debug, new EventId(1006, nameof(Established)),
            "Connection from {Address} established for {Subject}", address, subject);

    public static void Refused(
        ILogger log, LogLevel level, Guid requestId, IPAddress address, int status, HttpFaultReason reason, long count) =>
        log.Log(level, new EventId(1007, nameof(Refused)),
            "Request {RequestId} from {Address} refused with {Status}: {Reason}; {Count} since this was last logged",
            requestId, address, status, reason, count);

    public static void HandlerFailed(ILogger log, Guid requestId, Exception exception) =>
        log.Log(LogLevel.Error, new EventId(1008, nameof(HandlerFailed)), exception,
            "Request {RequestId} failed because of a bug in its handler", requestId);

    public static void ConnectionFailed(ILogger log, IPAddress address, Exception exception) =>
        log.Log(LogLevel.Error, new EventId(1009, nameof(ConnectionFailed)), exception,
            "Connection from {Address} ended because of a bug in the server", address);

    public static void Draining(ILogger log, int count, TimeSpan grace) =>
        log.Log(LogLevel.Information, new EventId(1010, nameof(Draining)),
            "Draining {Count} connections for at most {Grace}", count, grace);

    public static void Cut(ILogger log, int count) =>
        log.Log(LogLevel.Warning, new EventId(1011, nameof(Cut)), "Cut {Count} connections that had not ended in time", count);

    public static void FilterFailed(ILogger log, IPAddress address, Exception exception) =>
        log.Log(LogLevel.Error, new EventId(1012, nameof(FilterFailed)), exception,
            "The address filter failed; the connection from {Address} is closed", address);

    public static void StillRunning(ILogger log, long count, TimeSpan wait) =>
        log.Log(LogLevel.Error, new EventId(1013, nameof(StillRunning)),
            "{Count} handlers are still running {Wait} after their connections were cut", count, wait);

    public static void Ended(ILogger log, IPAddress address, string? subject, EndReason reason, TimeSpan grace) =>
        log.Log(LogLevel.Warning, new EventId(1015, nameof(Ended)),
            "Connection from {Address} of {Subject} is ended: {Reason}; cut in {Grace} at the latest", address, subject, reason, grace);

    public static void Aged(ILogger log, IPAddress address, string? subject, TimeSpan age) =>
        log.Log(LogLevel.Debug, new EventId(1016, nameof(Aged)),
            "Connection from {Address} of {Subject} has lasted for {Age} and is ended", address, subject, age);

    public static void Upgraded(ILogger log, IPAddress address, string subject) =>
        log.Log(LogLevel.Debug, new EventId(1014, nameof(Upgraded)),
            "Connection from {Address} upgraded to a WebSocket for {Subject}", address, subject);
}
