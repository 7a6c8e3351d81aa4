using System.Net;
using System.Net.Sockets;
using LinuxPatchApi.Http.Connections;
using LinuxPatchApi.Http.Connections.Streams;

namespace LinuxPatchApi.Http.Tests.Support;

/// <summary>Clear text with the same connection code, for conformance probes without TLS. Exists in tests only.</summary>
internal sealed class PlainTransport : ITransport
{
    public ValueTask<TransportResult> EstablishAsync(SocketStream raw, IPAddress address, CancellationToken cancellationToken) =>
        new(TransportResult.Established(raw, new ClientIdentity("CN=plain", "00", "00", address), []));
}
