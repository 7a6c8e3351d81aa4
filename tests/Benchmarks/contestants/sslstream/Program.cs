// sslstream-door PORT PKI-DIRECTORY ANSWER-FILE: the least that answers on SslStream. It looks for the end of a head and writes the same
// bytes each time, in the thread that waits for the sockets. No HTTP, no deadline, no limit: not a server, but the floor under every
// server on SslStream.
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

var (port, pki, body) = (int.Parse(args[0]), args[1], File.ReadAllBytes(args[2]));
var head = "HTTP/1.1 200 OK\r\nDate: Tue, 24 Nov 2026 12:00:00 GMT\r\nX-Request-Id: 01890a5d-ac96-774b-bcce-b302099a8057\r\n"
    + $"Content-Length: {body.Length}\r\nCache-Control: no-store\r\nContent-Type: application/json\r\n\r\n";
byte[] answer = [.. Encoding.ASCII.GetBytes(head), .. body];

var clients = new X509ChainPolicy
{
    TrustMode = X509ChainTrustMode.CustomRootTrust,
    RevocationMode = X509RevocationMode.NoCheck,
    DisableCertificateDownloads = true,
};
clients.CustomTrustStore.ImportFromPemFile(Path.Combine(pki, "ca.pem"));
clients.ApplicationPolicy.Add(new("1.3.6.1.5.5.7.3.2"));
using var certificate = X509Certificate2.CreateFromPemFile(Path.Combine(pki, "server.pem"), Path.Combine(pki, "server.key.pem"));
var options = new SslServerAuthenticationOptions
{
    ServerCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true),
    ClientCertificateRequired = true,
    EnabledSslProtocols = SslProtocols.Tls13,
    CertificateChainPolicy = clients,
};

using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
listener.Listen(512);
while (true)
{
    var socket = await listener.AcceptAsync();
    _ = Task.Run(() => ServeAsync(socket));
}

async Task ServeAsync(Socket socket)
{
    try
    {
        socket.NoDelay = true;
        await using var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await tls.AuthenticateAsServerAsync(options);
        Sockets.PreferInlineCompletions(socket, true);
        var buffer = new byte[4096];
        var length = 0;
        while (await tls.ReadAsync(buffer.AsMemory(length)) is > 0 and var count)
        {
            length += count;
            if (buffer.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
            {
                length = 0;
                await tls.WriteAsync(answer);
            }
        }
    }
    catch (Exception exception) when (exception is IOException or AuthenticationException)
    {
        // Clients that go, and those without a certificate.
    }
}

internal static class Sockets
{
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_PreferInlineCompletions")]
    public static extern void PreferInlineCompletions(Socket socket, bool value);
}
