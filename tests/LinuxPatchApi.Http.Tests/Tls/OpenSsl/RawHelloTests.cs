using System.Text;
using LinuxPatchApi.Http.Limits;
using LinuxPatchApi.Http.Tests.Support;
using LinuxPatchApi.Http.Tls;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Http.Tests.Tls.OpenSsl;

/// <summary>What no TLS library would send: hand-written bytes.</summary>
public sealed class RawHelloTests
{
    /// <summary>A ClientHello of openssl, in the order of RFC 8446 section 4.1.2: version, random, session id, suites, compression,
    /// extensions.</summary>
    private static readonly byte[] Hello = Handshake(1,
        [3, 3, .. Enumerable.Repeat((byte)7, 32), 0, 0, 2, 0x13, 0x01, 1, 0, 0, 0]);

    public static TheoryData<string, HandshakeFailureReason> Cases => new()
    {
        { "nothing", HandshakeFailureReason.PeerClosed },
        { "clear-text HTTP", HandshakeFailureReason.NotTls },
        { "proxy request", HandshakeFailureReason.NotTls },
        { "SSH", HandshakeFailureReason.NotTls },
        { "SSL 2 hello", HandshakeFailureReason.NotTls },
        { "garbage", HandshakeFailureReason.NotTls },
        { "alert first", HandshakeFailureReason.NotTls },
        { "application data first", HandshakeFailureReason.NotTls },
        { "garbage behind a handshake byte", HandshakeFailureReason.Malformed },
        { "record of 65535 bytes", HandshakeFailureReason.Malformed },
        { "record of no byte", HandshakeFailureReason.PeerClosed },
        { "hello cut off", HandshakeFailureReason.PeerClosed },
        { "hello shorter than it says", HandshakeFailureReason.Malformed },
        { "hello with no extension", HandshakeFailureReason.ProtocolVersion },
        { "server hello first", HandshakeFailureReason.Malformed },
        { "finished first", HandshakeFailureReason.Malformed },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Peer_is_refused_for_one_reason(string name, HandshakeFailureReason reason)
    {
        await using var server = TestServer.Tls();
        await using var client = await RawClient.PlainAsync(server.Endpoint);
        await client.SendAsync(Bytes(name));
        client.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        var answer = await client.ReadToEndAsync();
        Assert.DoesNotContain("HTTP", Encoding.Latin1.GetString(answer), StringComparison.Ordinal);
        await server.UntilAsync(() => server.Log.Records.Any(record => record.Id is 1004 or 1005));
        var told = server.Log.Records.Single(record => record.Id is 1004 or 1005);
        Assert.True(server.Http.Counters.HandshakeFailures(reason) == 1, told.Text);
        Assert.Equal(reason == HandshakeFailureReason.PeerClosed ? LogLevel.Debug : LogLevel.Information, told.Level);
        Assert.Equal(0, server.Http.Counters.Requests);
    }

    [Theory]
    [InlineData("clear-text HTTP", "clear-text HTTP request on the TLS port")]
    [InlineData("proxy request", "clear-text HTTP request on the TLS port")]
    [InlineData("HTTP/2 preface", "clear-text HTTP request on the TLS port")]
    [InlineData("SSH", "an SSH client")]
    [InlineData("PROXY 1", "a PROXY protocol header")]
    [InlineData("PROXY 2", "a PROXY protocol header")]
    [InlineData("SSL 2 hello", "perhaps that of SSL 2")]
    [InlineData("alert first", "a TLS record other than")]
    [InlineData("garbage", "does not speak TLS")]
    public async Task Case30_What_came_instead_of_tls_is_named(string name, string expected)
    {
        await using var server = TestServer.Tls();
        await using var client = await RawClient.PlainAsync(server.Endpoint);
        await client.SendAsync(Bytes(name));
        await server.UntilAsync(() => server.Log.Records.Any(record => record.Id == 1005));
        var text = server.Log.Records.Single(record => record.Id == 1005).Text;
        Assert.Contains("failed: NotTls (", text, StringComparison.Ordinal);
        Assert.Contains(expected, text, StringComparison.Ordinal);
        Assert.DoesNotContain("certificate", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("hello cut off")]
    public async Task Peer_that_stops_in_the_middle_is_cut_at_the_deadline(string name)
    {
        var time = new FakeTimeProvider();
        await using var server = TestServer.Tls(change: options => options with { Time = time });
        await using var client = await RawClient.PlainAsync(server.Endpoint);
        await client.SendAsync(Bytes(name));
        await server.UntilAsync(() =>
        {
            // The client cannot see when exactly the server starts waiting.
            time.Advance(new HttpLimits().HandshakeTimeout);
            return server.Http.Counters.HandshakeFailures(HandshakeFailureReason.TimedOut) == 1;
        });
        Assert.True(await client.IsClosedAsync());
    }

    private static byte[] Bytes(string name) => name switch
    {
        "nothing" => [],
        "clear-text HTTP" => "GET / HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray(),
        "proxy request" => "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray(),
        "HTTP/2 preface" => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray(),
        "PROXY 1" => "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n"u8.ToArray(),
        "PROXY 2" => [13, 10, 13, 10, 0, 13, 10, 0x51, 0x55, 0x49, 0x54, 10, 0x21, 0x11, 0, 0],
        "SSH" => "SSH-2.0-x\r\n"u8.ToArray(),
        "SSL 2 hello" => [0x80, 0x2E, 1, 3, 1, 0, 0x15, 0, 0, 0, 0x10, .. new byte[37]],
        "garbage" => [.. Enumerable.Range(0, 600).Select(i => (byte)(i * 37 + 1))],
        "alert first" => [21, 3, 3, 0, 2, 2, 40],
        "application data first" => [23, 3, 3, 0, 3, 1, 2, 3],
        "garbage behind a handshake byte" => [22, .. Enumerable.Range(0, 600).Select(i => (byte)(i * 37 + 99))],
        "record of 65535 bytes" => [22, 3, 1, 0xFF, 0xFF, .. new byte[70_000]],
        "record of no byte" => [22, 3, 1, 0, 0],
        "hello cut off" => Record(Hello)[..20],
        "hello shorter than it says" => Record([1, 0, 0, 3, 3, 3, 3]),
        "hello with no extension" => Record(Hello),
        "server hello first" => Record(Handshake(2, new byte[40])),
        "finished first" => Record(Handshake(20, new byte[32])),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    private static byte[] Handshake(byte type, byte[] body) => [type, 0, (byte)(body.Length >> 8), (byte)body.Length, .. body];

    private static byte[] Record(byte[] message) => [22, 3, 1, (byte)(message.Length >> 8), (byte)message.Length, .. message];
}
