using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace LinuxPatchApi.Benchmarks;

/// <summary>A manager's connection to one host.</summary>
internal sealed class PollConnection : IDisposable
{
    public static readonly ReadOnlyMemory<byte> Health = "GET /api/v1/health HTTP/1.1\r\nHost: agent\r\n\r\n"u8.ToArray();
    public static readonly ReadOnlyMemory<byte> Patches = "GET /api/v1/patches HTTP/1.1\r\nHost: agent\r\n\r\n"u8.ToArray();

    private readonly Socket _socket;
    private readonly SslStream _stream;
    private byte[] _buffer = new byte[16 * 1024];

    private PollConnection(Socket socket, SslStream stream)
    {
        _socket = socket;
        _stream = stream;
    }

    public static async Task<PollConnection> OpenAsync(IPEndPoint host, PollTarget target)
    {
        var socket = new Socket(host.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host);
            var stream = new SslStream(new NetworkStream(socket, ownsSocket: false));
            await stream.AuthenticateAsClientAsync(target.Options(host.Address));
            return new PollConnection(socket, stream);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Throws when the answer is not a 200 with a content length.</summary>
    public async Task QueryAsync(ReadOnlyMemory<byte> request)
    {
        await _stream.WriteAsync(request);
        for (var filled = 0; filled == 0 || !Wire.IsComplete(_buffer.AsSpan(0, filled));)
        {
            if (filled == _buffer.Length)
            {
                Array.Resize(ref _buffer, 2 * filled);
            }

            var read = await _stream.ReadAsync(_buffer.AsMemory(filled));
            filled += read > 0 ? read : throw new IOException("The host closed the connection in the middle of an answer.");
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }
}
