using System.Net;
using LinuxPatchApi.Http.Connections;
using LinuxPatchApi.Http.Connections.Listening;
using LinuxPatchApi.Http.Tls;

namespace LinuxPatchApi.Http;

/// <summary>An HTTP/1.1 server behind mutual TLS 1.3.</summary>
public sealed class HttpServer : IAsyncDisposable
{
    private readonly ServerContext _context;
    private readonly List<Listener> _listeners = [];
    private Task<bool>? _drained;

    /// <summary>Creates a server; it listens after <see cref="Start"/>.</summary>
    public HttpServer(HttpServerOptions options)
        : this(options, new TlsTransport(options.Tls))
    {
    }

    /// <summary>For tests: uses another transport.</summary>
    internal HttpServer(HttpServerOptions options, ITransport transport) => _context = new ServerContext(options, transport);

    /// <summary>Endpoints it listens on, with their actual ports; empty before <see cref="Start"/>.</summary>
    public IReadOnlyList<IPEndPoint> BoundEndpoints => [.. _listeners.Select(listener => listener.Endpoint)];

    /// <summary>For tests.</summary>
    internal ServerContext Context => _context;

    /// <summary>Counters of this server.</summary>
    public HttpServerCounters Counters => _context.Counters;

    /// <summary>Cancelled when draining starts; ends long polls and event streams.</summary>
    public CancellationToken DrainStarted => _context.Draining.Token;

    /// <summary>Completes when nothing is accepted any more: after draining, or because of a bug.</summary>
    public Task Accepting => Task.WhenAny(_listeners.Select(listener => listener.Loop)).Unwrap();

    /// <summary>
    /// Binds every endpoint and starts accepting. Returns an empty list on success; otherwise every failure, and nothing listens.
    /// </summary>
    public IReadOnlyList<BindFailure> Start()
    {
        var failures = new List<BindFailure>();
        foreach (var endpoint in _context.Options.Endpoints)
        {
            var socket = ListenerFactory.Open(endpoint, _context.Options.Endpoints, _context.Limits, out var reason);
            if (socket is null)
            {
                failures.Add(new BindFailure(endpoint, reason));
            }
            else
            {
                _listeners.Add(new Listener(_context, socket));
            }
        }
        if (failures.Count > 0)
        {
            _listeners.ForEach(listener => listener.Dispose());
            _listeners.Clear();
        }
        foreach (var listener in _listeners)
        {
            listener.Start();
            ServerLog.Listening(_context.Log, listener.Endpoint);
        }
        return failures;
    }

    /// <summary>
    /// Applies newer rules to all open connections, and to those in a handshake once it completes. A connection that fails gets no further
    /// response and is cut after <see cref="HttpLimits.EndGrace"/>; the others are not affected.
    /// </summary>
    /// <returns>Number of connections that end.</returns>
    public int Review(ConnectionReview review)
    {
        _context.Review = review;
        return _context.Connections.All().Count(connection => connection.Review(review));
    }

    /// <summary>
    /// Stops accepting, lets requests in progress finish with <c>Connection: close</c>, and cuts the rest after the grace period. True when
    /// nothing was cut. A second call waits for the first.
    /// </summary>
    public Task<bool> DrainAsync(TimeSpan grace, CancellationToken cancellationToken) =>
        _drained ??= DrainOnceAsync(grace, cancellationToken);

    /// <summary>Cuts all connections at once unless drained before.</summary>
    public async ValueTask DisposeAsync()
    {
        await DrainAsync(TimeSpan.Zero, CancellationToken.None);
        _listeners.ForEach(listener => listener.Dispose());
    }

    private async Task<bool> DrainOnceAsync(TimeSpan grace, CancellationToken cancellationToken)
    {
        await Task.WhenAll(_listeners.Select(listener => listener.StopAsync()));
        var connections = _context.Connections.End();
        ServerLog.Draining(_context.Log, connections.Count, grace);
        var notified = _context.Draining.CancelAsync();
        foreach (var connection in connections)
        {
            connection.Drain();
        }
        await notified;
        try
        {
            await _context.Connections.Empty.WaitAsync(grace, _context.Time, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            var left = _context.Connections.End();
            ServerLog.Cut(_context.Log, left.Count);
            foreach (var connection in left)
            {
                connection.Cut();
            }
            await WaitForCutAsync();
            return false;
        }
    }

    /// <summary>A handler that ignores cancellation must not prevent the process from exiting.</summary>
    private async Task WaitForCutAsync()
    {
        try
        {
            await _context.Connections.Empty.WaitAsync(_context.Limits.CutTimeout, _context.Time);
        }
        catch (TimeoutException)
        {
            ServerLog.StillRunning(_context.Log, _context.Counters.ActiveRequests, _context.Limits.CutTimeout);
        }
    }
}
