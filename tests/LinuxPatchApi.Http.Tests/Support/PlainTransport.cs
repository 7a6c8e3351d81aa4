using System.Net;
using System.Net.Sockets;
using LinuxPatchApi.Http.Connections.Streams;
using LinuxPatchApi.Http.Identity;
using LinuxPatchApi.Http.Tls;

namespace LinuxPatchApi.Http.Tests.Support;

/// <summary>
/// Clear text with the same connection code, for conformance probes without TLS. Exists in tests only. Each address passes for a client of
/// its own.
/// </summary>
internal sealed class PlainTransport : ITransport
{
    public ValueTask<TransportResult> EstablishAsync(SocketStream raw, IPAddress address, CancellationToken cancellationToken) =>
        new(TransportResult.Established(raw, new ClientIdentity("CN=plain", "00", address.ToString(), address), []));
}
