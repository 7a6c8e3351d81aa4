using System.Net.Sockets;
using LinuxPatchApi.Http.Connections.Streams;
using LinuxPatchApi.Http.Native;

namespace LinuxPatchApi.Http;

/// <summary>
/// Asks the thread that waits for all sockets for a sign of life: one byte over a pair of sockets of its own, whose arrival only that thread can
/// tell. Handlers that are quick run there, and one that blocks there silences every connection, the bus included.
/// </summary>
public sealed class SocketsProbe : IDisposable
{
    private readonly Action<bool> _working;
    private readonly Socket _near;
    private readonly Socket _far;
    private int _asked;

    /// <param name="working">Told true when the question is put, and false when it is answered. Must not block or throw.</param>
    public SocketsProbe(Action<bool> working)
    {
        _working = working;
        (_near, _far) = Pair();
        SocketThread.Use(_far, true);
        _ = HearAsync();
    }

    /// <summary>Puts the question, unless one waits for its answer already. Does not block.</summary>
    public void Ask()
    {
        if (Interlocked.Exchange(ref _asked, 1) == 0)
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

    private async Task HearAsync()
    {
        try
        {
            var answer = new byte[1];
            while (await _far.ReceiveAsync(answer) > 0)
            {
                _working(false);
                Volatile.Write(ref _asked, 0);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The agent goes down.
        }
    }

    /// <summary>socketpair(2), which the base library does not have: by way of a name that nobody else knows, and that is gone at once.</summary>
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
