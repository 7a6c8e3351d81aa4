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

    public static async Task<Connection> OpenAsync(Target target)
    {
        var socket = new Socket(target.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
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

    /// <summary>One GET /health; throws when the answer is not a 200 with a content length.</summary>
    public async Task GetHealthAsync()
    {
        await _stream.WriteAsync(Wire.Request);
        var filled = 0;
        while (true)
        {
            var read = await _stream.ReadAsync(_buffer.AsMemory(filled));
            if (read == 0)
            {
                throw new IOException("The server closed the connection in the middle of an answer.");
            }

            filled += read;
            if (Wire.IsComplete(_buffer.AsSpan(0, filled)))
            {
                return;
            }
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        // Reset instead of TIME_WAIT: thousands of closed connections would use up the local ports.
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Dispose();
    }
}
