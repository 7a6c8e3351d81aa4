using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using LinuxPatchApi.Http.Tests.Support;

namespace LinuxPatchApi.Http.Tests.WebSockets;

/// <summary>A WebSocket client that sends exactly the given frames and parses the server's frames strictly.</summary>
internal sealed class FrameClient(RawClient client) : IAsyncDisposable
{
    public const string Key = "dGhlIHNhbXBsZSBub25jZQ==";

    public const string Handshake =
        "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + Key + "\r\n\r\n";

    public RawClient Raw => client;

    public static async Task<FrameClient> TlsAsync(IPEndPoint endpoint, params byte[][] early)
    {
        var raw = await RawClient.TlsAsync(endpoint, TestPki.Client);
        await raw.SendAsync((byte[])[.. Encoding.ASCII.GetBytes(Handshake), .. early.SelectMany(frame => frame)]);
        var answer = await raw.ReceiveAsync();
        Assert.Equal(101, answer!.Status);
        Assert.Equal("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", answer.Header("Sec-WebSocket-Accept"));
        return new FrameClient(raw);
    }

    public async Task SendAsync(params byte[][] frames) => await client.SendAsync((byte[])[.. frames.SelectMany(frame => frame)]);

    /// <summary>Sends bytes in pieces, each in its own TLS record.</summary>
    public async Task SendChoppedAsync(byte[] bytes, int size)
    {
        foreach (var piece in bytes.Chunk(size))
        {
            await client.SendAsync(piece);
        }
    }

    /// <summary>The next frame as text: <c>text:Hello</c>, <c>ping:</c>, <c>pong:FE</c>, <c>close:1000</c>, <c>close:</c>.</summary>
    public async Task<string> ReceiveAsync()
    {
        var head = await client.ReadExactAsync(2);
        Assert.Equal(0x80, head[0] & 0xf0);
        Assert.Equal(0, head[1] & 0x80);
        long length = head[1];
        length = length switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(await client.ReadExactAsync(2)),
            127 => BinaryPrimitives.ReadInt64BigEndian(await client.ReadExactAsync(8)),
            _ => length,
        };
        var payload = await client.ReadExactAsync((int)length);
        return (head[0] & 0xf) switch
        {
            0x1 => "text:" + Shown(payload),
            0x8 => "close:" + (payload.Length == 0 ? "" : BinaryPrimitives.ReadUInt16BigEndian(payload).ToString()),
            0x9 => "ping:" + Convert.ToHexString(payload),
            0xa => "pong:" + Convert.ToHexString(payload),
            var other => $"opcode {other}",
        };
    }

    /// <summary>Everything until the server closes, without its pings.</summary>
    public async Task<IReadOnlyList<string>> ReceiveAllAsync()
    {
        var frames = new List<string>();
        while (true)
        {
            try
            {
                var frame = await ReceiveAsync();
                if (!frame.StartsWith("ping:", StringComparison.Ordinal))
                {
                    frames.Add(frame);
                }
            }
            catch (EndOfStreamException)
            {
                return frames;
            }
        }
    }

    /// <summary>Long payloads by length and hash.</summary>
    public static string Shown(byte[] payload) => payload.Length <= 100
        ? Encoding.UTF8.GetString(payload)
        : $"{payload.Length} {Convert.ToHexStringLower(SHA256.HashData(payload))[..8]}";

    public ValueTask DisposeAsync() => client.DisposeAsync();
}
