using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace LinuxPatchApi.FakeManager;

/// <summary>A fleet manager with real TLS and real sockets, and no database.</summary>
internal sealed class Manager : IAsyncDisposable
{
    private const string EnrolPath = "/api/v1/enroll";
    private const string StatusPath = "/api/v1/enroll/status/";
    private const string CrlPath = "/api/v1/pki/crl.pem";
    private const int PieceBytes = 64;
    private static readonly string[] RepositoryPaths = ["/apt/", "/dnf/", "/apk/"];
    private readonly TcpListener _listener;
    private readonly X509Certificate2 _certificate;
    private readonly Governor _governor;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _serving;

    /// <param name="certificate">Makes what it shows to its clients; null for one of its own authority.</param>
    public Manager(TimeProvider time, IPEndPoint? place = null, Func<ManagerPki, X509Certificate2>? certificate = null)
    {
        Pki = new ManagerPki(time);
        Enrolments = new Enrolments(Pki, Switches, time);
        _governor = new Governor(time);
        _listener = new TcpListener(place ?? new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Start();
        var bound = (IPEndPoint)_listener.LocalEndpoint;
        Address = new Uri($"https://{bound}/");
        _certificate = certificate?.Invoke(Pki) ?? Pki.Server("manager.example.org", bound.Address);
        _serving = ServeAsync();
    }

    public Uri Address { get; }

    private bool _isDisposed;

    public ManagerPki Pki { get; }

    public Switches Switches { get; } = new();

    public Enrolments Enrolments { get; }

    public X509Certificate2 Certificate => _certificate;

    private int _connections;

    /// <summary>Requests that were read, also those that <see cref="Switches.Instead"/> answers.</summary>
    public int Connections => Volatile.Read(ref _connections);

    private int _ended;

    /// <summary>Of those <see cref="Connections"/>, the ones that are over, whoever ended them.</summary>
    public int Ended => Volatile.Read(ref _ended);

    /// <summary>Method and path of each request.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>May be called again: a test may end it to see what its absence does.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        await _end.CancelAsync();
        // Not before: a loop that has just accepted a connection would meet a listener that does not listen.
        await _serving;
        _listener.Stop();
        Pki.Dispose();
        _certificate.Dispose();
        _end.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                _ = ConnectionAsync(await _listener.AcceptTcpClientAsync(_end.Token));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private async Task ConnectionAsync(TcpClient client)
    {
        var isRead = false;
        using var socket = client;
        await using var stream = new SslStream(client.GetStream());
        try
        {
            await stream.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _end.Token);
            var (head, body) = await ReadAsync(stream);
            Interlocked.Increment(ref _connections);
            var from = ((IPEndPoint)client.Client.RemoteEndPoint!).Address;
            isRead = true;
            var answer = Switches.Instead ?? RepositoryFile(head) ?? Encoding.UTF8.GetBytes(Answer(head, body, from));
            await SendAsync(stream, answer);
        }
        catch (Exception error)
            when (error is IOException or AuthenticationException or OperationCanceledException or ObjectDisposedException)
        {
            // The other end has gone, or this one has.
        }
        finally
        {
            if (isRead)
            {
                Interlocked.Increment(ref _ended);
            }
        }
    }

    private async Task SendAsync(SslStream stream, byte[] answer)
    {
        var end = answer.AsSpan().IndexOf("\r\n\r\n"u8) + 4;
        var length = Switches.CutAfter is { } cut ? Math.Min(answer.Length, end + cut) : answer.Length;
        for (var at = 0; at < length;)
        {
            var piece = Switches.Drip == TimeSpan.Zero ? length : Math.Min(PieceBytes, length - at);
            await stream.WriteAsync(answer.AsMemory(at, Math.Min(piece, length - at)), _end.Token);
            at += piece;
            if (Switches.Drip != TimeSpan.Zero)
            {
                await Task.Delay(Switches.Drip, _end.Token);
            }
        }
        while (Switches is { Instead: not null, Endless: { } more })
        {
            await stream.WriteAsync(more, _end.Token);
        }
        await stream.ShutdownAsync();
    }

    private string Answer(string head, byte[] body, IPAddress from)
    {
        var parts = head.Split(' ');
        var (method, path) = (parts[0], parts[1]);
        lock (Requests)
        {
            Requests.Add($"{method} {path}");
            var isEnrolment = path == EnrolPath || path.StartsWith(StatusPath, StringComparison.Ordinal);
            if (isEnrolment && Switches.Governor && _governor.Refuse(from) is { } seconds)
            {
                return Write(429, "text/plain", "Too Many Requests! Wait for " + seconds + "s", $"retry-after: {seconds}\r\n");
            }
            if (path == CrlPath)
            {
                return Switches.CrlFails
                    ? Write(500, "text/plain; charset=utf-8", "Failed to generate CRL")
                    : Write(200, "application/x-pem-file", Switches.EmptyCrl ? "" : Pki.Crl());
            }
            if (path.StartsWith(RepositoryConfig.Path, StringComparison.Ordinal))
            {
                var (status, text) = RepositoryConfig.Answer(path, Switches, Address);
                return Write(status, "application/json", text);
            }
            if (path == EnrolPath && method == "POST")
            {
                var isJson = head.Contains("application/json", StringComparison.OrdinalIgnoreCase);
                var (status, text) = isJson ? Enrolments.Enrol(body) : (415, "Expected request with `Content-Type: application/json`");
                return Write(status, status is 202 or 500 ? "application/json" : "text/plain; charset=utf-8", text);
            }
            if (isEnrolment && method == "GET")
            {
                var (status, text) = Enrolments.Poll(path[StatusPath.Length..]);
                return Write(status, "application/json", text);
            }
            return Write(404, "text/plain", "");
        }
    }

    /// <summary>A file of the repository, for the package manager of a host; null when nothing of it was asked for.</summary>
    private byte[]? RepositoryFile(string head)
    {
        var path = head.Split(' ')[1];
        if (Switches.RepositoryFiles is not { } folder || !head.StartsWith("GET ", StringComparison.Ordinal)
            || path.Contains("..", StringComparison.Ordinal)
            || !RepositoryPaths.Any(start => path.StartsWith(start, StringComparison.Ordinal)))
        {
            return null;
        }
        var file = Path.Combine(folder, path.TrimStart('/'));
        if (!File.Exists(file))
        {
            return null;
        }
        lock (Requests)
        {
            Requests.Add($"GET {path}");
        }
        var content = File.ReadAllBytes(file);
        return
        [
            .. Encoding.ASCII.GetBytes(
                "HTTP/1.1 200 x\r\ncontent-type: application/octet-stream\r\nconnection: close\r\n"
                + $"content-length: {content.Length}\r\n\r\n"),
            .. content,
        ];
    }

    private static string Write(int status, string type, string body, string more = "") =>
        $"HTTP/1.1 {status} x\r\ncontent-type: {type}\r\ncontent-length: {Encoding.UTF8.GetByteCount(body)}\r\n{more}\r\n{body}";

    private async Task<(string Head, byte[] Body)> ReadAsync(SslStream stream)
    {
        var received = new List<byte>();
        var buffer = new byte[4096];
        var end = -1;
        while (end < 0)
        {
            var count = await stream.ReadAsync(buffer, _end.Token);
            if (count == 0)
            {
                throw new IOException("the request ended early");
            }
            received.AddRange(buffer.AsSpan(0, count));
            end = Encoding.Latin1.GetString([.. received]).IndexOf("\r\n\r\n", StringComparison.Ordinal);
        }
        var head = Encoding.Latin1.GetString([.. received[..end]]);
        var field = head.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        var length = field is null ? 0 : int.Parse(field.Split(':')[1], NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
        received.RemoveRange(0, end + 4);
        while (received.Count < length)
        {
            var count = await stream.ReadAsync(buffer, _end.Token);
            if (count == 0)
            {
                throw new IOException("the request ended early");
            }
            received.AddRange(buffer.AsSpan(0, count));
        }
        return (head, [.. received]);
    }
}
