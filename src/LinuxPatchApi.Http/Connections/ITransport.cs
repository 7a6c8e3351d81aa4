using System.Net;
using LinuxPatchApi.Http.Connections.Streams;

namespace LinuxPatchApi.Http.Connections;

/// <summary>Turns an accepted socket into a stream with an authenticated peer. The daemon has one implementation: mutual TLS.</summary>
internal interface ITransport
{
    /// <summary>Performs the handshake. The caller disposes <paramref name="raw"/>, after the stream.</summary>
    ValueTask<TransportResult> EstablishAsync(SocketStream raw, IPAddress address, CancellationToken cancellationToken);
}
