using LinuxPatchApi.Http.WebSockets;

namespace LinuxPatchApi.Http;

/// <summary>One request and its answer.</summary>
public sealed class HttpExchange
{
    private readonly IWebSocketAcceptor? _acceptor;

    internal HttpExchange(HttpRequest request, HttpResponse response, IWebSocketAcceptor? acceptor = null)
    {
        Request = request;
        Response = response;
        _acceptor = acceptor;
    }

    /// <summary>What was asked, and by whom.</summary>
    public HttpRequest Request { get; }

    /// <summary>What is answered.</summary>
    public HttpResponse Response { get; }

    /// <summary>Makes the connection a WebSocket (RFC 6455). It belongs to the handler until the handler's task ends, and is closed then.
    /// When refused, nothing has been sent and the handler answers.</summary>
    public ValueTask<WebSocketAccept> AcceptWebSocketAsync() =>
        WebSocketHandshake.Check(Request) is { } refusal ? new(new WebSocketAccept(null, refusal))
        : _acceptor is null || Response.HasStarted ? throw new InvalidOperationException("The response has started.")
        : _acceptor.AcceptAsync(this);
}
