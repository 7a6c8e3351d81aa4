using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace LinuxPatchApi.Tests.Enrolment;

/// <summary>A manager whose answers have no end: after the head it sends until the other end has had enough.</summary>
internal sealed class EndlessManager : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly X509Certificate2 _certificate;
    private readonly byte[] _head;
    private readonly byte[] _piece;
    private readonly Task _serving;
    private int _leftAlone;

    /// <param name="piece">What it repeats.</param>
    public EndlessManager(X509Certificate2 certificate, byte[] head, byte[] piece)
    {
        (_certificate, _head, _piece) = (certificate, head, piece);
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Address => new($"https://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>Connections that the other end has closed in the middle.</summary>
    public int LeftAlone => Volatile.Read(ref _leftAlone);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _serving;
        _listener.Stop();
        _certificate.Dispose();
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
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        await using var stream = new SslStream(client.GetStream());
        try
        {
            await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _end.Token);
            _ = await stream.ReadAsync(new byte[4096], _end.Token);
            await stream.WriteAsync(_head, _end.Token);
            while (true)
            {
                await stream.WriteAsync(_piece, _end.Token);
            }
        }
        catch (Exception error) when (error is IOException or AuthenticationException)
        {
            Interlocked.Increment(ref _leftAlone);
        }
    }
}
