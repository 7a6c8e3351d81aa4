using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace LinuxPatchApi.Tests.Support;

/// <summary>An agent that answers by a function; TLS and sockets are real.</summary>
internal sealed class ScriptedAgent : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 _certificate;
    private readonly Func<string, string> _answer;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _serving;

    /// <param name="certificate">With its key.</param>
    /// <param name="answer">From "METHOD PATH BODY" to the JSON of an envelope, with its status and a blank before it when that is not 200;
    /// an empty text closes the connection.</param>
    public ScriptedAgent(X509Certificate2 certificate, Func<string, string> answer)
    {
        (_certificate, _answer) = (certificate, answer);
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Host => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>The requests in their order, "METHOD PATH BODY".</summary>
    public List<string> Requests { get; } = [];

    /// <summary>The values of Idempotency-Key.</summary>
    public List<string> Keys { get; } = [];

    /// <summary>From now on nobody listens here.</summary>
    public void StopListening() => _listener.Stop();

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _serving;
        _listener.Stop();
        _end.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_end.Token);
                await AnswerAsync(client);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The test is over, or wants nobody to listen.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using var stream = new SslStream(client.GetStream());
        try
        {
            await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
            {
                ServerCertificate = _certificate,
                ClientCertificateRequired = true,
                RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null,
            }, _end.Token);
            var (head, body) = await RequestAsync(stream);
            var line = head.Split("\r\n")[0].Split(' ');
            var request = $"{line[0]} {line[1]} {body}".TrimEnd();
            var key = head.Split("\r\n").FirstOrDefault(l => l.StartsWith("Idempotency-Key: ", StringComparison.Ordinal));
            string answer;
            lock (Requests)
            {
                Requests.Add(request);
                Keys.AddRange(key is null ? [] : [key["Idempotency-Key: ".Length..]]);
                answer = _answer(request);
            }
            if (answer.Length > 0)
            {
                var status = answer[0] == '{' ? "200" : answer[..3];
                var content = answer[0] == '{' ? answer : answer[4..];
                await stream.WriteAsync(Encoding.UTF8.GetBytes(
                    $"HTTP/1.1 {status} x\r\nContent-Length: {Encoding.UTF8.GetByteCount(content)}\r\n"
                    + $"Retry-After: 1\r\n\r\n{content}"), _end.Token);
                await stream.ShutdownAsync();
            }
        }
        catch (Exception error) when (error is IOException or System.Security.Authentication.AuthenticationException)
        {
            // The other end did not like us.
        }
    }

    private async Task<(string Head, string Body)> RequestAsync(SslStream stream)
    {
        var buffer = new byte[16384];
        var text = "";
        while (true)
        {
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            var length = end < 0
                ? null
                : text[..end].Split("\r\n").FirstOrDefault(l => l.StartsWith("Content-Length: ", StringComparison.Ordinal));
            if (end >= 0 && text.Length - end - 4 >= int.Parse(length?["Content-Length: ".Length..] ?? "0", CultureInfo.InvariantCulture))
            {
                return (text[..end], text[(end + 4)..]);
            }
            var count = await stream.ReadAsync(buffer, _end.Token);
            text += count == 0 ? throw new IOException("closed") : Encoding.UTF8.GetString(buffer, 0, count);
        }
    }
}
