using System.Net;
using LinuxPatchApi.Http.Connections;
using LinuxPatchApi.Http.Faults;
using LinuxPatchApi.Http.Tls;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Http;

/// <summary>What a server is made of. Immutable; what reloads does so behind <see cref="Tls"/> and <see cref="AddressFilter"/>.</summary>
public sealed record HttpServerOptions
{
    /// <summary>Where to listen. A lone <c>[::]</c> also takes IPv4; beside an IPv4 endpoint of the same port it takes IPv6 only.</summary>
    public required IReadOnlyList<IPEndPoint> Endpoints { get; init; }

    /// <summary>Sizes, counts and times.</summary>
    public HttpLimits Limits { get; init; } = new();

    /// <summary>True lets the peer in. Called right after accept, before any TLS byte, on the accept loop: it must not block.
    /// The address is normalised: IPv4-mapped IPv6 is IPv4, the scope id is removed.</summary>
    public required Func<IPAddress, bool> AddressFilter { get; init; }

    /// <summary>Server certificate and client policy; asked once a connection, so a reload reaches the next one.</summary>
    public required IServerTls Tls { get; init; }

    /// <summary>Answers requests.</summary>
    public required RequestHandler Handler { get; init; }

    /// <summary>True: the handler answers this request from memory, and is called in the one thread that waits for all sockets, which saves a
    /// change of threads. Danger: what it waits for there without giving up the thread (a disk, a lock) every connection waits for. False or null: it
    /// is called in the thread pool. Must not block or throw.</summary>
    public Func<HttpRequest, bool>? IsQuick { get; init; }

    /// <summary>Writes the bodies of errors that the HTTP layer answers itself.</summary>
    public required FaultRenderer Faults { get; init; }

    /// <summary>Told of every such error that is answered, with the request id and the peer. Must not block or throw. Null: nobody listens.</summary>
    public Action<HttpFault, Guid, ClientIdentity>? FaultAnswered { get; init; }

    /// <summary>Told of every connection that is closed because of a limit, nothing sent; on the accept loop or after its
    /// handshake. Must not block or throw.
    /// Null: nobody listens.</summary>
    public Action<IPAddress>? OverLimit { get; init; }

    /// <summary>Makes the heartbeat of the accept loop of one endpoint, which is told true when a connection has come and false when it waits
    /// for the next. Must not block or throw. Null: nobody watches.</summary>
    public Func<IPEndPoint, Action<bool>>? AcceptPulse { get; init; }

    /// <summary>Hears of each connection that has ended, whatever became of it. Must be fast and must not throw. Null: nobody.</summary>
    public Action? ConnectionClosed { get; init; }

    /// <summary>What the server counts, for who reads it without the server.</summary>
    public HttpServerCounters Counters { get; init; } = new();

    /// <summary>Clock and timers.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where log records go.</summary>
    public required ILoggerFactory Loggers { get; init; }
}
