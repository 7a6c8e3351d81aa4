using System.Buffers;
using System.Net;
using LinuxPatchApi.Http.Faults;
using LinuxPatchApi.Http.Identity;
using LinuxPatchApi.Http.Limits;
using LinuxPatchApi.Http.Messages;
using LinuxPatchApi.Http.Tls;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Http.Connections;

/// <summary>
/// Configuration of a server. Immutable; what can be reloaded is behind <see cref="Tls"/> and <see cref="AddressFilter"/>.
/// </summary>
public sealed record HttpServerOptions
{
    /// <summary>
    /// Endpoints to listen on. A lone <c>[::]</c> also accepts IPv4; next to an IPv4 endpoint of the same port it accepts IPv6 only.
    /// </summary>
    public required IReadOnlyList<IPEndPoint> Endpoints { get; init; }

    public HttpLimits Limits { get; init; } = new();

    /// <summary>
    /// Returns true to admit the address. Called right after accept, before any TLS byte, on the accept loop: it must not block. The
    /// address is normalised: IPv4-mapped IPv6 becomes IPv4, the scope id is removed.
    /// </summary>
    public required Func<IPAddress, bool> AddressFilter { get; init; }

    /// <summary>Server certificate and client policy; read once per connection, so a reload applies to the next one.</summary>
    public required IServerTls Tls { get; init; }

    public required RequestHandler Handler { get; init; }

    /// <summary>
    /// Returns true when the handler answers the request from memory; it is then called on the thread that polls all sockets, which saves a
    /// thread switch. Danger: whatever blocks there (a disk, a lock) blocks every connection. False or null: the handler runs on the thread
    /// pool. Must not block or throw.
    /// </summary>
    public Func<HttpRequest, bool>? IsQuick { get; init; }

    /// <summary>Writes the bodies of errors that the HTTP layer answers itself.</summary>
    public required FaultRenderer Faults { get; init; }

    /// <summary>Called for every such error, with the request id and the client. Must not block or throw. May be null.</summary>
    public Action<HttpFault, Guid, ClientIdentity>? FaultAnswered { get; init; }

    /// <summary>
    /// Called for every connection that a limit closed without a response, on the accept loop or after its handshake. Must not block or
    /// throw. May be null.
    /// </summary>
    public Action<IPAddress>? OverLimit { get; init; }

    /// <summary>
    /// Creates the heartbeat of an endpoint's accept loop. The loop passes true when it has accepted a connection and false when it waits
    /// for the next. Must not block or throw. May be null.
    /// </summary>
    public Func<IPEndPoint, Action<bool>>? AcceptPulse { get; init; }

    /// <summary>Called when a connection has ended, for whatever reason. Must be fast and must not throw. May be null.</summary>
    public Action? ConnectionClosed { get; init; }

    /// <summary>The server's counters, readable without the server.</summary>
    public HttpServerCounters Counters { get; init; } = new();

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public required ILoggerFactory Loggers { get; init; }
}

/// <summary>Handles one request by filling <see cref="HttpExchange.Response"/>. May run concurrently for different connections.</summary>
/// <param name="exchange">Valid until the returned task ends, body bytes included.</param>
/// <param name="cancellationToken">Cancelled when the connection is lost or the server shuts down.</param>
/// <remarks>An exception is a bug: it is logged and answered with 500 if nothing was sent yet.</remarks>
public delegate ValueTask RequestHandler(HttpExchange exchange, CancellationToken cancellationToken);

/// <summary>Writes the <c>application/json</c> body of an error that the HTTP layer answers itself. Must not throw.</summary>
public delegate void FaultRenderer(HttpFault fault, Guid requestId, IBufferWriter<byte> body);
