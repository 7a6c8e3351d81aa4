using System.Net;
using LinuxPatchApi.Http.Connections.Streams;

namespace LinuxPatchApi.Http.Connections;

/// <summary>Turns an accepted socket into a stream of requests with a known peer. The daemon has one: mutual TLS.</summary>
internal interface ITransport
{
    /// <summary>Runs the handshake. The caller disposes of <paramref name="raw"/>, after the stream.</summary>
    ValueTask<TransportResult> EstablishAsync(SocketStream raw, IPAddress address, CancellationToken cancellationToken);
}
