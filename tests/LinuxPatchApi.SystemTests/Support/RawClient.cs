using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace LinuxPatchApi.SystemTests.Support;

/// <summary>Sends bytes that an HTTP library would not send.</summary>
internal static class RawClient
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>The first answer to <paramref name="request"/>, held to the envelope.</summary>
    public static async Task<Answer> SendAsync(AgentClient client, string request)
    {
        using var limit = new CancellationTokenSource(Limit);
        var (answer, stream) = await OpenAsync(client, request, limit.Token);
        await stream.DisposeAsync();
        return answer;
    }

    /// <summary>The first answer, and the connection, which stays open until the caller disposes of it.</summary>
    public static async Task<(
        Answer Answer, SslStream Connection)> OpenAsync(AgentClient client, string request, CancellationToken cancellationToken)
    {
        var stream = await ConnectAsync(client.Address, client.Identity, SslProtocols.Tls13, cancellationToken);
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(request), cancellationToken);
            var answer = await ReadAsync(stream, cancellationToken);
            AssertDescribed(request, answer);
            return (answer, stream);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Connects and shakes hands, and reads one byte past the handshake: only then a refused client certificate shows (TLS 1.3).
    /// </summary>
    public static async Task<SslStream> ConnectAsync(
        string address, ClientIdentity identity, SslProtocols protocols, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Parse(address), 12443), cancellationToken);
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        var options = identity.Tls(address);
        options.EnabledSslProtocols = protocols;
        await stream.AuthenticateAsClientAsync(options, cancellationToken);
        return stream;
    }

    private static async Task<Answer> ReadAsync(SslStream stream, CancellationToken cancellationToken)
    {
        var received = new List<byte>();
        var one = new byte[1];
        while (!EndsHead(received))
        {
            if (await stream.ReadAsync(one, cancellationToken) == 0)
            {
                throw new IOException($"closed in the middle of a head: {Encoding.Latin1.GetString([.. received])}");
            }

            received.Add(one[0]);
        }

        var lines = Encoding.Latin1.GetString([.. received]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines.Skip(1).Select(l => l.Split(": ", 2)).ToDictionary(p => p[0], p => p[1], StringComparer.OrdinalIgnoreCase);
        var body = new byte[headers.TryGetValue(
            "Content-Length", out var length) ? int.Parse(length, System.Globalization.CultureInfo.InvariantCulture) : 0];
        await stream.ReadExactlyAsync(body, cancellationToken);
        return Answer.Of(int.Parse(lines[0].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), headers, body);
    }

    /// <summary>
    /// Holds the answer to the OpenAPI document, where the request names a method and a path. The body of a stream is still to come.
    /// </summary>
    private static void AssertDescribed(string request, Answer answer)
    {
        if (!answer.Headers.ContainsKey("Content-Length") || request.Split("\r\n")[0].Split(' ') is not
            [("GET" or "HEAD" or "POST" or "PUT" or "DELETE") and var method, ['/', ..] and var path, _])
        {
            return;
        }

        var problems = AgentClient.Contract.Check(method, path, answer.Status, answer.Headers, Encoding.UTF8.GetBytes(answer.Text));
        Assert.True(
            problems.Count == 0, $"{method} {path}: the answer is not as the OpenAPI document describes it: {string.Join("; ", problems)}");
    }

    private static bool EndsHead(List<byte> received) => received.Count >= 4 && received[^4..] is [13, 10, 13, 10];
}
