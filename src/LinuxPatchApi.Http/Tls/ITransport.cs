using System.Net;
using LinuxPatchApi.Http.Connections.Streams;
using LinuxPatchApi.Http.Identity;

namespace LinuxPatchApi.Http.Tls;

/// <summary>Turns an accepted socket into a stream with an authenticated peer. The daemon has one implementation: mutual TLS.</summary>
internal interface ITransport
{
    /// <summary>Performs the handshake. The caller disposes <paramref name="raw"/>, after the stream.</summary>
    ValueTask<TransportResult> EstablishAsync(SocketStream raw, IPAddress address, CancellationToken cancellationToken);
}

/// <summary>A stream and its client, or why there is none.</summary>
/// <param name="Stream">Null on failure.</param>
/// <param name="Client">Null on failure.</param>
/// <param name="Failure">Only meaningful on failure.</param>
/// <param name="Detail">The TLS library's message, if any.</param>
/// <param name="Subject">Subject of a refused client certificate, if one was sent.</param>
/// <param name="Chain">DER of the client's certificate and those above it; empty when there is none.</param>
internal readonly record struct TransportResult(
    Stream? Stream, ClientIdentity? Client, HandshakeFailureReason Failure, string? Detail, string? Subject, ReadOnlyMemory<byte>[] Chain)
{
    /// <summary>When the first certificate of the chain expires; null when there is none.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>Bit n is set when certificate n of the chain was in the CA bundle.</summary>
    public int InBundle { get; init; }

    /// <summary>
    /// True when an alert about its certificate was sent, which the peer must be able to read before the connection closes.
    /// </summary>
    public bool AlertSent { get; init; }

    public static TransportResult Established(
        Stream stream, ClientIdentity client, ReadOnlyMemory<byte>[] chain, DateTimeOffset? validUntil = null) =>
        new(stream, client, default, null, null, chain) { ValidUntil = validUntil };

    public static TransportResult Failed(HandshakeFailureReason reason, string? detail, string? subject) =>
        new(null, null, reason, detail, subject, []);
}
