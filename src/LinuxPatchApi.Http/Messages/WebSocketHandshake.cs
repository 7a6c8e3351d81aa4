using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace LinuxPatchApi.Http.Messages;

/// <summary>The opening handshake of RFC 6455 section 4.2. Pure. Never agrees to a subprotocol or extension.</summary>
public static class WebSocketHandshake
{
    /// <summary>The only supported version.</summary>
    public const string Version = "13";

    private const string Protocol = "websocket";
    private const int KeyLength = 24;
    private const int KeyBytes = 16;

    /// <summary>Returns why the request cannot become a WebSocket; null when it can.</summary>
    public static WebSocketRefusal? Check(HttpRequest request)
    {
        var headers = request.Headers;
        if (request.Method != "GET" || request.IsHttp10
            || !HasToken(headers.Get("Connection"), "upgrade") || !HasToken(headers.Get("Upgrade"), Protocol))
        {
            return WebSocketRefusal.NotAnUpgrade;
        }
        if (headers.Get("Sec-WebSocket-Version") != Version)
        {
            return WebSocketRefusal.UnsupportedVersion;
        }
        if (headers.CountOf("Sec-WebSocket-Key") != 1 || !IsKey(headers.Get("Sec-WebSocket-Key")!))
        {
            return WebSocketRefusal.InvalidKey;
        }
        if (request.HasBody)
        {
            return WebSocketRefusal.HasBody;
        }
        // Browsers let any page open a WebSocket to any host, and send the client certificate unasked.
        return RequestOrigin.IsForeign(request, isWatch: true) ? WebSocketRefusal.ForeignOrigin : null;
    }

    /// <summary>
    /// Returns the status of a refusal. 426 requires the fields <c>Upgrade: websocket</c> and <c>Sec-WebSocket-Version: 13</c>.
    /// </summary>
    public static int StatusOf(WebSocketRefusal refusal) => refusal switch
    {
        WebSocketRefusal.NotAnUpgrade or WebSocketRefusal.UnsupportedVersion => 426,
        WebSocketRefusal.ForeignOrigin => 403,
        _ => 400,
    };

    /// <summary>Returns one English sentence for the client.</summary>
    public static string Describe(WebSocketRefusal refusal) => refusal switch
    {
        WebSocketRefusal.NotAnUpgrade => "WebSocket is spoken here: GET with 'Connection: Upgrade' and 'Upgrade: websocket' over HTTP/1.1",
        WebSocketRefusal.UnsupportedVersion => "Sec-WebSocket-Version must be 13",
        WebSocketRefusal.InvalidKey => "Sec-WebSocket-Key must be given once, as the base64 of 16 bytes",
        WebSocketRefusal.HasBody => "a WebSocket request has no body",
        _ => "web pages of other sites may not open this WebSocket; Origin must name the called host or be left out",
    };

    /// <summary>Builds the response that switches protocols.</summary>
    internal static byte[] Answer(HttpRequest request) => Encoding.ASCII.GetBytes(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
        + AcceptOf(request.Headers.Get("Sec-WebSocket-Key")!) + "\r\nX-Request-Id: " + request.RequestId + "\r\n\r\n");

    /// <summary>RFC 6455 section 4.2.2 item 5.4.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "The protocol's own constant transform, not a protection.")]
    internal static string AcceptOf(string key) =>
        Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));

    private static bool IsKey(string key)
    {
        Span<byte> bytes = stackalloc byte[KeyBytes + 2];
        return key.Length == KeyLength
            && Convert.TryFromBase64String(key, bytes, out var written) && written == KeyBytes && Base64.IsValid(key);
    }

    /// <summary>RFC 9110 section 5.6.1: a list of tokens, compared case-insensitively.</summary>
    private static bool HasToken(string? list, string token) =>
        list is not null && list.Split(',', StringSplitOptions.TrimEntries).Contains(token, StringComparer.OrdinalIgnoreCase);
}
