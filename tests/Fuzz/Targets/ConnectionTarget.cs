using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;
using LinuxPatchApi.Http.Connections;
using LinuxPatchApi.Http.Connections.Streams;
using LinuxPatchApi.Http.Identity;
using LinuxPatchApi.Http.Messages;
using LinuxPatchApi.Http.Tls;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Fuzz.Targets;

/// <summary>A whole connection in memory: it ends, every answer is whole, the handler sees the same requests however they arrive, and no
/// byte of a body is taken for a request.</summary>
internal static class ConnectionTarget
{
    private static readonly ClientIdentity Client = new("CN=fuzz", "00", "00", IPAddress.Loopback);
    private static readonly List<string> Seen = [];

    private static readonly ServerContext Server = new(
        new HttpServerOptions
        {
            Endpoints = [],
            AddressFilter = _ => true,
            Tls = new NoTls(),
            Handler = EchoAsync,
            Faults = (fault, _, body) => body.Write(Encoding.ASCII.GetBytes(fault.Reason.ToString())),
            Time = new FakeTimeProvider(),
            Loggers = NullLoggerFactory.Instance,
        },
        new NoTransport());

    public static void Check(byte[] input)
    {
        var whole = "";
        Allocations.Bounded(input, () => whole = Serve(input, input.Length + 1));
        Violation.Unless(Serve(input, 1) == whole, "byte by byte it is served differently");
        Violation.Unless(Serve(input, 7) == whole, "in pieces of seven it is served differently");
    }

    private static string Serve(byte[] input, int piece)
    {
        Seen.Clear();
        using var stream = new ScriptedStream(input, piece);
        using var deadline = new Deadline(Server.Time, _ => { });
        var connectionInput = new ConnectionInput(stream, deadline);
        var connectionOutput = new ConnectionOutput(stream, deadline, Server.Limits, Server.Time);
        var loop = new RequestLoop(Server, Client, connectionInput, connectionOutput, default);
        var ended = loop.RunAsync().AsTask();
        // Nothing of it waits for anything but the thread pool.
        ended.GetAwaiter().GetResult();
        connectionInput.Complete();
        Violation.Unless(!loop.IsBroken, "an answer was cut off");
        Violation.Unless(Server.Counters.ActiveRequests == 0, "a request is still counted as active");
        return string.Join('\n', Seen) + "\n" + Statuses(stream.Written.ToArray());
    }

    /// <summary>Walks over the answers by their own framing.</summary>
    private static string Statuses(byte[] written)
    {
        var statuses = new StringBuilder();
        var text = Encoding.Latin1.GetString(written);
        var heads = Seen.Where(seen => seen.StartsWith("HEAD ", StringComparison.Ordinal)).Count();
        for (var at = 0; at < text.Length;)
        {
            Violation.Unless(string.CompareOrdinal(text, at, "HTTP/1.1 ", 0, 9) == 0, "an answer does not begin with a status line");
            var end = text.IndexOf("\r\n\r\n", at, StringComparison.Ordinal);
            Violation.Unless(end > 0, "an answer has no end of its head");
            var head = text[at..end];
            if (head.StartsWith("HTTP/1.1 100 ", StringComparison.Ordinal))
            {
                // Sent only when the body has not arrived yet: that depends on the pieces.
                at = end + 4;
                continue;
            }
            statuses.Append(head.AsSpan(9, 3)).Append(head.Contains("\r\nConnection: close", StringComparison.Ordinal) ? " close\n" : "\n");
            var length = head.IndexOf("\r\nContent-Length: ", StringComparison.Ordinal);
            at = end + 4;
            if (length > 0)
            {
                var digits = head[(length + 18)..].Split('\r')[0];
                var body = int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture);
                var isHead = heads > 0 && (at >= text.Length || string.CompareOrdinal(text, at, "HTTP/1.1 ", 0, 9) == 0) && body > 0;
                heads -= isHead ? 1 : 0;
                at += isHead ? 0 : body;
            }
        }
        return statuses.ToString();
    }

    private static async ValueTask EchoAsync(HttpExchange exchange, CancellationToken cancellationToken)
    {
        var request = exchange.Request;
        // Every third request leaves its body to the server.
        if (Seen.Count % 3 == 2)
        {
            Seen.Add($"{request.Method} {request.Path}");
            return;
        }
        var body = await request.ReadBodyAsync(cancellationToken);
        if (body.IsComplete)
        {
            Seen.Add($"{request.Method} {request.Path} {Convert.ToHexString(body.Bytes.Span)}");
            exchange.Response.Body.Write("answer"u8);
        }
    }

    private sealed class NoTls : IServerTls
    {
        public ServerTlsSnapshot Current => throw new InvalidOperationException("There is no TLS here.");
    }

    private sealed class NoTransport : ITransport
    {
        public ValueTask<TransportResult> EstablishAsync(SocketStream raw, IPAddress address, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("There is no socket here.");
    }
}
