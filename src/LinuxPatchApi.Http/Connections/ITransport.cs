using System.Net;
using LinuxPatchApi.Http.Connections.Streams;

namespace LinuxPatchApi.Http.Connections;

/// <summary>Turns an accepted socket into a stream of requests with a known peer. The daemon has one: mutual TLS.</summary>
internal interface ITransport
{
    /// <summary>Runs the handshake. Owns <paramref name="raw"/> from now on: disposed on failure, inside the stream on success.</summary>
    ValueTask<TransportResult> EstablishAsync(SocketStream raw, IPAddress address, CancellationToken cancellationToken);
}
