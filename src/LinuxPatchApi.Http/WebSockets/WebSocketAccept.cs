namespace LinuxPatchApi.Http.WebSockets;

/// <summary>A WebSocket, or why there is none.</summary>
/// <param name="Session">Null when refused.</param>
/// <param name="Refusal">Null on success. The handler still has to answer; see <see cref="WebSocketHandshake.StatusOf"/>.</param>
public readonly record struct WebSocketAccept(WebSocketSession? Session, WebSocketRefusal? Refusal);
