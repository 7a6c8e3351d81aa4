using LinuxPatchApi.Http.Connections.Listening;
using LinuxPatchApi.Http.Connections.Streams;
using LinuxPatchApi.Http.Responses;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Http.Connections;

/// <summary>What all connections of a server share.</summary>
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

    /// <summary>Turns of strangers' handshakes.</summary>
    public HandshakeSlots Turns { get; } = new(options.Limits.StrangersHandshakesAtOnce);

    /// <summary>Bytes of answers that wait for their readers.</summary>
    public ByteBudget Answers { get; } = new(options.Limits.AnswerBytesInFlight);

    /// <summary>Bytes of request bodies that are held.</summary>
    public ByteBudget Bodies { get; } = new(options.Limits.BodyBytesInFlight);

    /// <summary>When failed handshakes were told last.</summary>
    public RepeatFilter Refusals { get; } = new(options.Time, options.Limits.RefusalLogInterval, options.Limits.RefusalsRemembered);

    /// <summary>When connections that were closed after their handshake were told last.</summary>
    public RepeatFilter TurnedAway { get; } = new(options.Time, options.Limits.OverLimitLogInterval, options.Limits.RefusalsRemembered);

    /// <summary>When refused requests were told last.</summary>
    public RepeatFilter Faults { get; } = new(options.Time, options.Limits.RefusalLogInterval, options.Limits.RefusalsRemembered);

    /// <summary>The newest rules for connections that are open; null as long as those of their accept are.</summary>
    public ConnectionReview? Review
    {
        get => Volatile.Read(ref _review);
        set => Interlocked.Exchange(ref _review, value);
    }

    /// <summary>Cancelled when the server begins to drain.</summary>
    public CancellationTokenSource Draining { get; } = new();
}
