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

    /// <summary>Makes a server; nothing listens before <see cref="Start"/>.</summary>
    public HttpServer(HttpServerOptions options)
        : this(options, new TlsTransport(options.Tls))
    {
    }

    /// <summary>For tests: the same server on another transport.</summary>
    internal HttpServer(HttpServerOptions options, ITransport transport) => _context = new ServerContext(options, transport);

    /// <summary>Where it listens, with true ports; empty before <see cref="Start"/>.</summary>
    public IReadOnlyList<IPEndPoint> BoundEndpoints => [.. _listeners.Select(listener => listener.Endpoint)];

    /// <summary>What it has seen.</summary>
    public HttpServerCounters Counters => _context.Counters;

    /// <summary>Cancelled when draining begins; long polls and event streams end on it.</summary>
    public CancellationToken DrainStarted => _context.Draining.Token;

    /// <summary>Ends when nothing is accepted any more: after draining, or by a bug.</summary>
    public Task Accepting => Task.WhenAny(_listeners.Select(listener => listener.Loop)).Unwrap();

    /// <summary>Binds every endpoint and begins to accept. Empty on success; otherwise nothing listens, and each failure is told.</summary>
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

    /// <summary>Holds all open connections to newer rules, and those whose handshake is under way when it is over. One that does not pass
    /// gets no further answer, and is cut after <see cref="HttpLimits.EndGrace"/>; the others are not touched.</summary>
    /// <returns>How many are ended.</returns>
    public int Review(ConnectionReview review)
    {
        _context.Review = review;
        return _context.Connections.All().Count(connection => connection.Review(review));
    }

    /// <summary>Stops accepting, lets requests in flight end with <c>Connection: close</c>, and cuts what is left after the grace time.
    /// True when nothing had to be cut. A second call waits for the first.</summary>
    public Task<bool> DrainAsync(TimeSpan grace, CancellationToken cancellationToken) =>
        _drained ??= DrainOnceAsync(grace, cancellationToken);

    /// <summary>Ends at once unless drained before.</summary>
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
        var told = _context.Draining.CancelAsync();
        foreach (var connection in connections)
        {
            connection.Drain();
        }
        await told;
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

    /// <summary>A handler that ignores its cancellation must not keep the process from ending.</summary>
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
