using System.Net.Security;
using System.Net.Sockets;

namespace LinuxPatchApi.Benchmarks;

/// <summary>One TLS connection that can ask for /health again and again.</summary>
internal sealed class Connection : IDisposable
{
    private readonly Socket _socket;
    private readonly SslStream _stream;
    private readonly byte[] _buffer = new byte[16 * 1024];

    private Connection(Socket socket, SslStream stream)
    {
        _socket = socket;
        _stream = stream;
    }

    /// <summary>The index-th of several connections to a target, which decides from where it comes.</summary>
    public static async Task<Connection> OpenAsync(Target target, int index = 0)
    {
        var socket = target.NewSocket(index);
        try
        {
            await socket.ConnectAsync(target.Address);
            var stream = new SslStream(new NetworkStream(socket, ownsSocket: false));
            await stream.AuthenticateAsClientAsync(target.Options());
            return new Connection(socket, stream);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>As <see cref="OpenAsync"/>, for a thread of its own: nothing of it runs in the pool, and only <see cref="GetHealth"/> may
    /// be used on it.</summary>
    public static Connection Open(Target target, int index)
    {
        var socket = target.NewSocket(index);
        try
        {
            socket.Connect(target.Address);
            var stream = new SslStream(new NetworkStream(socket, ownsSocket: false));
            stream.AuthenticateAsClient(target.Options());
            return new Connection(socket, stream);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>One GET /health; throws when the answer is not a 200 with a content length.</summary>
    public async Task GetHealthAsync()
    {
        await _stream.WriteAsync(Wire.Request);
        var filled = 0;
        while (true)
        {
            filled += await _stream.ReadAsync(_buffer.AsMemory(filled)) is var read and > 0 ? read : throw Closed();
            if (Wire.IsComplete(_buffer.AsSpan(0, filled)))
            {
                return;
            }
        }
    }

    /// <summary><see cref="GetHealthAsync"/> of a connection that was made by <see cref="Open"/>.</summary>
    public void GetHealth()
    {
        _stream.Write(Wire.Request.Span);
        var filled = 0;
        while (true)
        {
            filled += _stream.Read(_buffer.AsSpan(filled)) is var read and > 0 ? read : throw Closed();
            if (Wire.IsComplete(_buffer.AsSpan(0, filled)))
            {
                return;
            }
        }
    }

    private static IOException Closed() => new("The server closed the connection in the middle of an answer.");

    public void Dispose()
    {
        _stream.Dispose();
        // Reset instead of TIME_WAIT: thousands of closed connections would use up the local ports.
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Dispose();
    }
}
