namespace LinuxPatchApi.Http.Messages;

/// <summary>The connection of a request that can become a WebSocket.</summary>
internal interface IWebSocketAcceptor
{
    /// <summary>Sends the 101 response and passes the connection to the session.</summary>
    ValueTask<WebSocketAccept> AcceptAsync(HttpExchange exchange);
}
