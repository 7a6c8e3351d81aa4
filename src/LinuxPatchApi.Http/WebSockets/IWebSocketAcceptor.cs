namespace LinuxPatchApi.Http.WebSockets;

/// <summary>The connection of a request, which can become a WebSocket.</summary>
internal interface IWebSocketAcceptor
{
    /// <summary>Sends the 101 and gives the connection to the session.</summary>
    ValueTask<WebSocketAccept> AcceptAsync(HttpExchange exchange);
}
