using LinuxPatchApi.Http.Messages;
using LinuxPatchApi.Http.Tests.Support;

namespace LinuxPatchApi.Http.Tests.WebSockets;

public sealed class HandshakeTests
{
    private const string Upgrade = "Connection: Upgrade";
    private const string Protocol = "Upgrade: websocket";
    private const string Version = "Sec-WebSocket-Version: 13";
    private const string Key = "Sec-WebSocket-Key: " + FrameClient.Key;

    public static TheoryData<string, string, WebSocketRefusal?> Requests => new()
    {
        { "as published", FrameClient.Handshake, null },
        { "other case, list of protocols", Request("connection: UPGRADE", "upgrade: h2c, WebSocket", Version, Key), null },
        { "two connection lines", Request("Connection: keep-alive", "Connection: upgrade", Protocol, Version, Key), null },
        { "extension offered", Request(Upgrade, Protocol, Version, Key, "Sec-WebSocket-Extensions: permessage-deflate"), null },
        { "subprotocol offered", Request(Upgrade, Protocol, Version, Key, "Sec-WebSocket-Protocol: chat"), null },
        { "empty body told", Request(Upgrade, Protocol, Version, Key, "Content-Length: 0"), null },
        { "plain get", Request(), WebSocketRefusal.NotAnUpgrade },
        { "no connection", Request(Protocol, Version, Key), WebSocketRefusal.NotAnUpgrade },
        { "connection without upgrade", Request("Connection: keep-alive", Protocol, Version, Key), WebSocketRefusal.NotAnUpgrade },
        { "other protocol", Request(Upgrade, "Upgrade: websockets", Version, Key), WebSocketRefusal.NotAnUpgrade },
        { "http/1.0", FrameClient.Handshake.Replace("HTTP/1.1", "HTTP/1.0", StringComparison.Ordinal), WebSocketRefusal.NotAnUpgrade },
        { "post", FrameClient.Handshake.Replace("GET", "POST", StringComparison.Ordinal), WebSocketRefusal.NotAnUpgrade },
        { "no version", Request(Upgrade, Protocol, Key), WebSocketRefusal.UnsupportedVersion },
        { "version 8", Request(Upgrade, Protocol, "Sec-WebSocket-Version: 8", Key), WebSocketRefusal.UnsupportedVersion },
        { "two versions", Request(Upgrade, Protocol, "Sec-WebSocket-Version: 13, 8", Key), WebSocketRefusal.UnsupportedVersion },
        { "no key", Request(Upgrade, Protocol, Version), WebSocketRefusal.InvalidKey },
        { "two keys", Request(Upgrade, Protocol, Version, Key, Key), WebSocketRefusal.InvalidKey },
        { "short key", Request(Upgrade, Protocol, Version, Key[..^4]), WebSocketRefusal.InvalidKey },
        { "long key", Request(Upgrade, Protocol, Version, Key[..^4] + "ZWU="), WebSocketRefusal.InvalidKey },
        { "no base64", Request(Upgrade, Protocol, Version, Key[..^4] + "*Q=="), WebSocketRefusal.InvalidKey },
        { "body", Request(Upgrade, Protocol, Version, Key, "Content-Length: 2") + "hi", WebSocketRefusal.HasBody },
        { "origin of the called host", Request(Upgrade, Protocol, Version, Key, "Origin: http://a:443"), null },
        { "web page of another site", Request(Upgrade, Protocol, Version, Key, "Origin: https://b"), WebSocketRefusal.ForeignOrigin },
        { "web page by its site", Request(Upgrade, Protocol, Version, Key, "Sec-Fetch-Site: cross-site"), WebSocketRefusal.ForeignOrigin },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Only_a_right_handshake_ends_http(string name, string request, WebSocketRefusal? refusal)
    {
        await using var server = TestServer.Tls(SocketHandlers.Echo);
        await using var client = await RawClient.TlsAsync(server.Endpoint, TestPki.Client);
        await client.SendAsync(request);
        var answer = (await client.ReceiveAsync())!;
        Assert.True(refusal is null == (answer.Status == 101), name);
        Assert.NotNull(answer.Header("X-Request-Id"));
        if (refusal is { } expected)
        {
            Assert.Equal((WebSocketHandshake.StatusOf(expected), expected.ToString()), (answer.Status, answer.Header("X-Refusal")));
            Assert.Null(answer.Header("Sec-WebSocket-Accept"));
            return;
        }
        Assert.Equal("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", answer.Header("Sec-WebSocket-Accept"));
        Assert.Equal(("Upgrade", "websocket"), (answer.Header("Connection"), answer.Header("Upgrade")));
        Assert.Null(answer.Header("Sec-WebSocket-Extensions"));
        Assert.Null(answer.Header("Sec-WebSocket-Protocol"));
    }

    [Fact]
    public async Task Refused_connection_goes_on_with_http()
    {
        await using var server = TestServer.Tls(SocketHandlers.Echo);
        await using var client = await RawClient.TlsAsync(server.Endpoint, TestPki.Client);
        await client.SendAsync(Request());
        var answer = (await client.ReceiveAsync())!;
        Assert.Equal((426, "upgrade"), (answer.Status, answer.Header("Connection")));
        await client.SendAsync(FrameClient.Handshake);
        Assert.Equal(101, (await client.ReceiveAsync())!.Status);
    }

    [Fact]
    public void Every_refusal_has_a_status_and_a_sentence()
    {
        Assert.All(Enum.GetValues<WebSocketRefusal>(), refusal =>
        {
            Assert.InRange(WebSocketHandshake.StatusOf(refusal), 400, 426);
            Assert.True(WebSocketHandshake.Describe(refusal).Length > 20);
        });
    }

    private static string Request(params string[] lines) =>
        "GET /ws HTTP/1.1\r\nHost: a\r\n" + string.Concat(lines.Select(line => line + "\r\n")) + "\r\n";
}
