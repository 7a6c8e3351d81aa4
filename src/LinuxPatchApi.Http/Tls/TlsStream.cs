using System.Net.Security;
using LinuxPatchApi.Http.Connections.Streams;

namespace LinuxPatchApi.Http.Tls;

/// <summary>
/// TLS on a socket. A zero-byte read waits on the socket itself while nothing is buffered here: fewer layers wait and wake per request.
/// Disposing it leaves the socket open, because an alert must reach the peer first.
/// </summary>
internal sealed class TlsStream(SocketStream socket) : SslStream(socket, leaveInnerStreamOpen: true)
{
    private bool _holdsNothing;

    /// <inheritdoc />
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
        {
            return _holdsNothing ? socket.ReadAsync(buffer, cancellationToken) : base.ReadAsync(buffer, cancellationToken);
        }
        var pending = base.ReadAsync(buffer, cancellationToken);
        _holdsNothing = false;
        if (!pending.IsCompletedSuccessfully)
        {
            return pending;
        }
        var count = pending.Result;
        // Exactly one record arrived, with less data than there was room for: none of it is left, and nothing followed.
        _holdsNothing = count > 0 && count < buffer.Length && socket.IsAtRecordEnd;
        return new(count);
    }
}
