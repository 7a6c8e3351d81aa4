using LinuxPatchApi.Http.Messages;

namespace LinuxPatchApi.Http.Tests.WebSockets;

/// <summary>Handlers of a server under test.</summary>
internal static class SocketHandlers
{
    /// <summary>Echoes messages; answers a refusal with its status.</summary>
    public static async ValueTask Echo(HttpExchange exchange, CancellationToken cancellationToken)
    {
        var accept = await exchange.AcceptWebSocketAsync();
        if (accept.Session is not { } session)
        {
            exchange.Response.StatusCode = WebSocketHandshake.StatusOf(accept.Refusal!.Value);
            exchange.Response.SetHeader("X-Refusal", accept.Refusal.Value.ToString());
            return;
        }
        while (await session.ReceiveAsync() is { } message)
        {
            await session.SendTextAsync(message);
        }
    }
}
