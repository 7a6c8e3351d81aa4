using LinuxPatchApi.Http.Connections.Streams;
using LinuxPatchApi.Http.Limits;
using LinuxPatchApi.Http.Responses;
using LinuxPatchApi.Http.Tls;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Http.Connections;

/// <summary>State shared by all connections of a server.</summary>
internal sealed class ServerContext(HttpServerOptions options, ITransport transport)
{
    private ConnectionReview? _review;

    public HttpServerOptions Options { get; } = options;

    public HttpLimits Limits => Options.Limits;

    public TimeProvider Time => Options.Time;

    public ITransport Transport { get; } = transport;

    public ILogger Log { get; } = options.Loggers.CreateLogger("LinuxPatchApi.Http");

    public DateHeader Date { get; } = new(options.Time);

    public HttpServerCounters Counters { get; } = options.Counters;

    public ConnectionRegistry Connections { get; } = new(options.Limits, options.Time);

    /// <summary>Slots for handshakes from unknown addresses.</summary>
    public HandshakeSlots Turns { get; } = new(options.Limits.StrangersHandshakesAtOnce);

    /// <summary>Turns of connections with much to do.</summary>
    public LongWork LongWork { get; } = new(options.Limits.LongWorkAtOnce);

    /// <summary>Bytes of responses that wait for their readers.</summary>
    public AnswerBudget Answers { get; } = new(options.Limits.AnswerBytesInFlight);

    /// <summary>Bytes of request bodies held.</summary>
    public ClientBudget Bodies { get; } = new(
        options.Limits.BodyBytesInFlight, options.Limits.BodyBytesShare, options.Limits.BodyBytesOfClient);

    /// <summary>Limits log lines about failed handshakes.</summary>
    public RepeatFilter Refusals { get; } = new(options.Time, options.Limits.RefusalLogInterval, options.Limits.RefusalsRemembered);

    /// <summary>Limits log lines about connections closed after their handshake.</summary>
    public RepeatFilter NotAdmitted { get; } = new(options.Time, options.Limits.OverLimitLogInterval, options.Limits.RefusalsRemembered);

    /// <summary>Limits log lines about refused requests.</summary>
    public RepeatFilter Faults { get; } = new(options.Time, options.Limits.RefusalLogInterval, options.Limits.RefusalsRemembered);

    /// <summary>The newest rules for open connections; null until the first review.</summary>
    public ConnectionReview? Review
    {
        get => Volatile.Read(ref _review);
        set => Interlocked.Exchange(ref _review, value);
    }

    /// <summary>Cancelled when the server starts draining.</summary>
    public CancellationTokenSource Draining { get; } = new();
}
