using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace LinuxPatchApi.Benchmarks;

/// <summary>A server under load, and what a client needs to be let in by it.</summary>
/// <param name="Address">Where it listens.</param>
/// <param name="PkiDirectory">Holds client.pem, client.key.pem and ca.pem.</param>
internal sealed record Target(IPEndPoint Address, string PkiDirectory)
{
    /// <summary>On loopback, connections come from so many addresses in turn: a server may let one address have so many and no more, and
    /// a manager's pollers are not all one address either.</summary>
    private const int SourceAddresses = 8;

    private readonly SslStreamCertificateContext _client = SslStreamCertificateContext.Create(
        X509Certificate2.CreateFromPemFile(Path.Combine(PkiDirectory, "client.pem"), Path.Combine(PkiDirectory, "client.key.pem")),
        additionalCertificates: null,
        offline: true);

    public Socket NewSocket(int index)
    {
        var socket = new Socket(Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (IPAddress.IsLoopback(Address.Address) && Address.AddressFamily == AddressFamily.InterNetwork)
        {
            socket.Bind(new IPEndPoint(new IPAddress([127, 0, 0, (byte)(1 + (index % SourceAddresses))]), 0));
        }

        return socket;
    }

    /// <summary>Options of a full handshake: nothing of an earlier one is taken up again.</summary>
    public SslClientAuthenticationOptions Options() => new()
    {
        TargetHost = "localhost",
        ClientCertificateContext = _client,
        EnabledSslProtocols = SslProtocols.Tls13,
        AllowTlsResume = false,
        // The client's cost is not what is measured, and the address was chosen by ourselves.
        RemoteCertificateValidationCallback = (_, _, _, _) => true,
    };
}
