namespace LinuxPatchApi.Http.Messages;

/// <summary>Why a request cannot become a WebSocket. Texts and statuses: <see cref="WebSocketHandshake"/>.</summary>
public enum WebSocketRefusal
{
    /// <summary>Not an HTTP/1.1 GET that requests <c>Upgrade: websocket</c> in its Connection field.</summary>
    NotAnUpgrade,

    /// <summary>Sec-WebSocket-Version is not exactly 13 (RFC 6455 section 4.4).</summary>
    UnsupportedVersion,

    /// <summary>Sec-WebSocket-Key is missing, repeated, or not the base64 of 16 bytes.</summary>
    InvalidKey,

    /// <summary>The request has a body, which would be read as frames.</summary>
    HasBody,

    /// <summary>The request comes from another site's web page: <see cref="RequestOrigin"/>.</summary>
    ForeignOrigin,
}
