using System.Net.Sockets;

namespace LinuxPatchApi.Http.Tests.Support;

/// <summary>A client's socket whose writes can be held, so that a test decides in what pieces they are sent.</summary>
internal sealed class HoldingStream(Socket socket) : NetworkStream(socket, ownsSocket: true)
{
    private List<byte>? _held;

    /// <summary>Holds writes from now on.</summary>
    public void Hold() => _held = [];

    /// <summary>Returns the held bytes; later writes are sent at once again.</summary>
    public byte[] Take()
    {
        byte[] held = [.. _held!];
        _held = null;
        return held;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_held is null)
        {
            return base.WriteAsync(buffer, cancellationToken);
        }
        _held.AddRange(buffer.Span);
        return default;
    }
}
