namespace LinuxPatchApi.Http.Messages;

/// <summary>One request and its response.</summary>
public sealed class HttpExchange
{
    private readonly IWebSocketAcceptor? _acceptor;

    internal HttpExchange(HttpRequest request, HttpResponse response, IWebSocketAcceptor? acceptor = null)
    {
        Request = request;
        Response = response;
        _acceptor = acceptor;
    }

    /// <summary>The request and its client.</summary>
    public HttpRequest Request { get; }

    /// <summary>The response.</summary>
    public HttpResponse Response { get; }

    /// <summary>
    /// Upgrades the connection to a WebSocket (RFC 6455). The handler owns it until the handler's task ends; then it is closed. When
    /// refused, nothing has been sent and the handler must respond.
    /// </summary>
    public ValueTask<WebSocketAccept> AcceptWebSocketAsync() =>
        WebSocketHandshake.Check(Request) is { } refusal ? new(new WebSocketAccept(null, refusal))
        : _acceptor is null || Response.HasStarted ? throw new InvalidOperationException("The response has started.")
        : _acceptor.AcceptAsync(this);
}
