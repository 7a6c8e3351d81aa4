using System.Buffers;
using System.Text;
using LinuxPatchApi.Http.Connections;
using LinuxPatchApi.Http.Messages;
using LinuxPatchApi.Http.Routing;

namespace LinuxPatchApi.ProbeListener;

/// <summary>
/// The answers that conformance probes expect: a page, and an echo of the body, the header fields and the cookies. Routes and refuses
/// methods as the daemon does.
/// </summary>
internal static class Answers
{
    private static readonly RouteTable<RequestHandler> Routes = new(
    [
        new("GET", "/", Page), new("POST", "/", Body), new("PUT", "/", Body),
        new("GET", "/echo", Fields), new("POST", "/echo", Fields),
        new("GET", "/cookie", Cookies), new("POST", "/cookie", Cookies),
    ]);

    public static ValueTask HandleAsync(HttpExchange exchange, CancellationToken cancellationToken)
    {
        var response = exchange.Response;
        response.SetHeader("Content-Type", "text/plain");
        var match = Routes.Match(exchange.Request.Method, exchange.Request.Path);
        if (match.Kind == RouteMatchKind.Found)
        {
            return match.Value!(exchange, cancellationToken);
        }
        if (exchange.Request is { Method: "OPTIONS", Path: "*" })
        {
            response.SetHeader("Allow", "GET, HEAD, POST, PUT, OPTIONS");
            response.StatusCode = 204;
            return default;
        }
        if (match.Kind != RouteMatchKind.NotFound)
        {
            response.SetHeader("Allow", match.Allow);
        }
        response.StatusCode = match.Kind switch
        {
            RouteMatchKind.NotFound => 404,
            RouteMatchKind.Options => 204,
            _ => 405,
        };
        return default;
    }

    private static ValueTask Page(HttpExchange exchange, CancellationToken cancellationToken)
    {
        if (exchange.Request.Headers.Get("Upgrade") == "websocket" && WebSocketHandshake.Check(exchange.Request) is { } refusal)
        {
            exchange.Response.StatusCode = WebSocketHandshake.StatusOf(refusal);
            exchange.Response.SetHeader("Upgrade", "websocket");
            exchange.Response.SetHeader("Sec-WebSocket-Version", WebSocketHandshake.Version);
            return default;
        }
        exchange.Response.Body.Write("OK"u8);
        return default;
    }

    private static async ValueTask Body(HttpExchange exchange, CancellationToken cancellationToken)
    {
        var body = await exchange.Request.ReadBodyAsync(cancellationToken);
        if (body.IsComplete)
        {
            exchange.Response.Body.Write(body.Bytes.Span);
        }
    }

    private static ValueTask Fields(HttpExchange exchange, CancellationToken cancellationToken)
    {
        var headers = exchange.Request.Headers;
        for (var i = 0; i < headers.Count; i++)
        {
            Write(exchange, $"{headers.NameAt(i)}: {headers.ValueAt(i)}\n");
        }
        return default;
    }

    private static ValueTask Cookies(HttpExchange exchange, CancellationToken cancellationToken)
    {
        var cookies = exchange.Request.Headers.Get("Cookie") ?? "";
        foreach (var cookie in cookies.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            Write(exchange, cookie + "\n");
        }
        return default;
    }

    private static void Write(HttpExchange exchange, string text) => exchange.Response.Body.Write(Encoding.Latin1.GetBytes(text));
}
