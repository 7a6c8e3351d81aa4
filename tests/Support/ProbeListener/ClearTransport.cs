using System.Net;
using System.Net.Sockets;
using LinuxPatchApi.Http;
using LinuxPatchApi.Http.Connections;

namespace LinuxPatchApi.ProbeListener;

/// <summary>No TLS, for probes that speak none. The product has no such transport.</summary>
internal sealed class ClearTransport : ITransport
{
    public ValueTask<TransportResult> EstablishAsync(NetworkStream raw, IPAddress address, CancellationToken cancellationToken) =>
        new(TransportResult.Established(raw, new ClientIdentity("CN=probe", "00", "00", address)));
}
