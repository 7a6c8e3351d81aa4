using LinuxPatchApi.Http.WebSockets;

namespace LinuxPatchApi.Http.Messages;

/// <summary>A WebSocket, or why there is none.</summary>
/// <param name="Session">Null when refused.</param>
/// <param name="Refusal">
/// Null on success. When set, the handler still has to respond; see <see cref="WebSocketHandshake.StatusOf"/>.
/// </param>
public readonly record struct WebSocketAccept(WebSocketSession? Session, WebSocketRefusal? Refusal);
