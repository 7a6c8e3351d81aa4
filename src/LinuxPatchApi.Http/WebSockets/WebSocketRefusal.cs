namespace LinuxPatchApi.Http.WebSockets;

/// <summary>Why a request is not made a WebSocket. Texts and statuses: <see cref="WebSocketHandshake"/>.</summary>
public enum WebSocketRefusal
{
    /// <summary>No GET of HTTP/1.1 that asks for <c>Upgrade: websocket</c> by its Connection field.</summary>
    NotAnUpgrade,

    /// <summary>Sec-WebSocket-Version is not exactly 13 (RFC 6455 section 4.4).</summary>
    UnsupportedVersion,

    /// <summary>Sec-WebSocket-Key is missing, repeated, or not the base64 of 16 bytes.</summary>
    InvalidKey,

    /// <summary>The request has a body, which would be taken for frames.</summary>
    HasBody,

    /// <summary>The request comes from a web page of another site: <see cref="RequestOrigin"/>.</summary>
    ForeignOrigin,
}
