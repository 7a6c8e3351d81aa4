using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace LinuxPatchApi.Tests.Support;

/// <summary>A fleet manager that answers every request with the bytes it was given; TLS and sockets are real.</summary>
internal sealed class ScriptedManager : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 _certificate;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _serving;

    public ScriptedManager(X509Certificate2 certificate)
    {
        _certificate = certificate;
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Address => new($"https://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>What it answers; null: nothing, ever.</summary>
    public byte[]? Answer { get; set; }

    /// <summary>The request heads it has got.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Subjects of the client certificates it was shown; null where there was none.</summary>
    public List<string?> Clients { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _serving;
        _listener.Stop();
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
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
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
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
            }, _end.Token);
            var buffer = new byte[4096];
            var request = "";
            while (!request.EndsWith("\r\n\r\n", StringComparison.Ordinal))
            {
                var count = await stream.ReadAsync(buffer, _end.Token);
                if (count == 0)
                {
                    return;
                }
                request += System.Text.Encoding.ASCII.GetString(buffer, 0, count);
            }
            lock (Requests)
            {
                Requests.Add(request);
                Clients.Add(stream.RemoteCertificate?.Subject);
            }
            if (Answer is { } answer)
            {
                await stream.WriteAsync(answer, _end.Token);
                await stream.ShutdownAsync();
            }
            // Until the other end has gone.
            while (await stream.ReadAsync(buffer, _end.Token) > 0)
            {
            }
        }
        catch (Exception error) when (error is IOException or System.Security.Authentication.AuthenticationException)
        {
            // The other end did not like us.
        }
    }
}
