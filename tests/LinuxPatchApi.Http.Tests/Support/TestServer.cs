using System.Buffers;
using System.Net;
using System.Text;
using LinuxPatchApi.Http.Connections;
using LinuxPatchApi.Http.Faults;
using LinuxPatchApi.Http.Messages;
using LinuxPatchApi.Http.Tls;

namespace LinuxPatchApi.Http.Tests.Support;

/// <summary>A server on loopback with an echoing handler, over TLS or, for framing tests, in clear text.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private TestServer(HttpServerOptions options, ITransport? transport)
    {
        Http = transport is null ? new HttpServer(options) : new HttpServer(options, transport);
        Assert.Empty(Http.Start());
    }

    public HttpServer Http { get; }

    public RecordingLog Log { get; private init; } = new();

    public IPEndPoint Endpoint => Http.BoundEndpoints[0];

    public static TestServer Plain(RequestHandler? handler = null, Func<HttpServerOptions, HttpServerOptions>? change = null) =>
        Create(handler, change, new PlainTransport());

    public static TestServer Tls(RequestHandler? handler = null, Func<HttpServerOptions, HttpServerOptions>? change = null) =>
        Create(handler, change, null);

    /// <summary>Responds with the parsed method, path and body.</summary>
    public static async ValueTask Echo(HttpExchange exchange, CancellationToken cancellationToken)
    {
        var body = await exchange.Request.ReadBodyAsync(cancellationToken);
        if (!body.IsComplete)
        {
            return;
        }
        exchange.Response.SetHeader("Content-Type", "text/plain");
        var text = $"{exchange.Request.Method} {exchange.Request.Path} {Encoding.Latin1.GetString(body.Bytes.Span)}";
        exchange.Response.Body.Write(Encoding.Latin1.GetBytes(text));
    }

    public static void RenderFault(HttpFault fault, Guid requestId, IBufferWriter<byte> body) =>
        body.Write(Encoding.UTF8.GetBytes($"{{\"reason\":\"{fault.Reason}\",\"request_id\":\"{requestId}\"}}"));

    /// <summary>Waits for something that happens on the server shortly after the client has seen its effect.</summary>
    public async Task UntilAsync(Func<bool> condition)
    {
        for (var i = 0; !condition(); i++)
        {
            Assert.True(i < 5000, "did not happen; log: " + string.Join('\n', Log.Records));
            await Task.Delay(1);
        }
    }

    public ValueTask DisposeAsync() => Http.DisposeAsync();

    private static TestServer Create(RequestHandler? handler, Func<HttpServerOptions, HttpServerOptions>? change, ITransport? transport)
    {
        var log = new RecordingLog();
        var options = new HttpServerOptions
        {
            Endpoints = [new IPEndPoint(IPAddress.Loopback, 0)],
            AddressFilter = _ => true,
            Tls = new FixedTls(TestPki.Snapshot()),
            Handler = handler ?? Echo,
            Faults = RenderFault,
            Loggers = log,
        };
        return new TestServer(change?.Invoke(options) ?? options, transport) { Log = log };
    }
}
