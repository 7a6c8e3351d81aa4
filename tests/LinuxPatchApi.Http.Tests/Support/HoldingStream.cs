using System.Net.Sockets;

namespace LinuxPatchApi.Http.Tests.Support;

/// <summary>A client's socket whose writes can be kept back, so that a test decides in what pieces they go out.</summary>
internal sealed class HoldingStream(Socket socket) : NetworkStream(socket, ownsSocket: true)
{
    private List<byte>? _held;

    /// <summary>From now on writes are kept.</summary>
    public void Hold() => _held = [];

    /// <summary>What was kept; later writes go out at once again.</summary>
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
