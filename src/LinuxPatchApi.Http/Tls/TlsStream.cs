using System.Net.Security;
using LinuxPatchApi.Http.Connections.Streams;

namespace LinuxPatchApi.Http.Tls;

/// <summary>TLS on a socket. A read of zero bytes waits at the socket itself while nothing is held back here: fewer layers wait, and are woken, for each
/// request. The socket is not closed with it: an alert must reach the peer first.</summary>
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
        // One record came, and less than there was room for was in it: nothing of it is left, and nothing came behind it.
        _holdsNothing = count > 0 && count < buffer.Length && socket.IsAtRecordEnd;
        return new(count);
    }
}
