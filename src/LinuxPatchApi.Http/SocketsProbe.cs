using System.Net.Sockets;
using LinuxPatchApi.Http.Native;

namespace LinuxPatchApi.Http;

/// <summary>
/// Checks that the thread that polls all sockets responds: sends one byte over a socket pair of its own, whose arrival only that thread can
/// report. Quick handlers run on that thread, and one that blocks there stalls every connection, the bus included.
/// </summary>
public sealed class SocketsProbe : IDisposable
{
    private readonly Action<bool> _working;
    private readonly Socket _near;
    private readonly Socket _far;
    private int _outstanding;

    /// <param name="working">Receives true when a probe is sent and false when it is answered. Must not block or throw.</param>
    public SocketsProbe(Action<bool> working)
    {
        _working = working;
        (_near, _far) = Pair();
        SocketThread.Use(_far, true);
        _ = ReceiveAsync();
    }

    /// <summary>Sends a probe unless one is outstanding. Does not block.</summary>
    public void Probe()
    {
        if (Interlocked.Exchange(ref _outstanding, 1) == 0)
        {
            _working(true);
            _near.Send([1]);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _near.Dispose();
        _far.Dispose();
    }

    private async Task ReceiveAsync()
    {
        try
        {
            var answer = new byte[1];
            while (await _far.ReceiveAsync(answer) > 0)
            {
                _working(false);
                Volatile.Write(ref _outstanding, 0);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The agent is shutting down.
        }
    }

    /// <summary>
    /// socketpair(2), which the base library lacks: connects through an unguessable abstract name that exists only briefly.
    /// </summary>
    private static (Socket Near, Socket Far) Pair()
    {
        var name = new UnixDomainSocketEndPoint($"\0linux-patch-api-{Guid.NewGuid():N}");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(name);
        listener.Listen(1);
        var near = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        near.Connect(name);
        return (near, listener.Accept());
    }
}
