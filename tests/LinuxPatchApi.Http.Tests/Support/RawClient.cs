using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace LinuxPatchApi.Http.Tests.Support;

/// <summary>A client that sends exactly the given bytes and parses responses strictly.</summary>
internal sealed class RawClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly List<byte> _pending = [];

    private RawClient(HoldingStream wire, Stream stream)
    {
        Wire = wire;
        Stream = stream;
    }

    public HoldingStream Wire { get; }

    public Socket Socket => Wire.Socket;

    public Stream Stream { get; }

    /// <param name="from">The client's own address; null: whichever the kernel chooses.</param>
    public static async Task<RawClient> PlainAsync(IPEndPoint endpoint, IPAddress? from = null)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (from is not null)
        {
            socket.Bind(new IPEndPoint(from, 0));
        }
        await socket.ConnectAsync(endpoint);
        var wire = new HoldingStream(socket);
        return new RawClient(wire, wire);
    }

    /// <summary>Connects to a server that is expected to close at once; returns what it sent. The reset may already end the
    /// connect.</summary>
    public static async Task<byte[]> ReadFromClosingAsync(IPEndPoint endpoint)
    {
        try
        {
            await using var client = await PlainAsync(endpoint);
            return await client.ReadToEndAsync();
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionReset)
        {
            return [];
        }
    }

    public static async Task<RawClient> TlsAsync(
        IPEndPoint endpoint,
        X509Certificate2? certificate,
        SslProtocols protocols = SslProtocols.Tls13,
        List<SslApplicationProtocol>? alpn = null)
    {
        var plain = await PlainAsync(endpoint);
        var tls = new SslStream(plain.Stream);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            EnabledSslProtocols = protocols,
            ApplicationProtocols = alpn,
            ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate, null, offline: true),
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
        }).WaitAsync(Patience);
        return new RawClient(plain.Wire, tls);
    }

    public async Task SendAsync(string latin1) => await Stream.WriteAsync(Encoding.Latin1.GetBytes(latin1));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await Stream.WriteAsync(bytes);

    /// <summary>Reads one response; null when the server closed before its first byte.</summary>
    public async Task<RawResponse?> ReceiveAsync(bool isHead = false)
    {
        var head = await ReadUntilAsync("\r\n\r\n"u8.ToArray());
        if (head is null)
        {
            return null;
        }
        var lines = Encoding.Latin1.GetString(head).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("HTTP/1.1 ", lines[0], StringComparison.Ordinal);
        var status = int.Parse(lines[0].AsSpan(9, 3), CultureInfo.InvariantCulture);
        var fields = lines.Skip(1).Select(line => line.Split(": ", 2));
        var headers = fields.ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        if (isHead || status is 204 or 304 or < 200)
        {
            return new RawResponse(status, headers, []);
        }
        if (headers.ContainsKey("Transfer-Encoding"))
        {
            return new RawResponse(status, headers, await ReadChunksAsync());
        }
        var body = headers.TryGetValue("Content-Length", out var length)
            ? await ReadExactAsync(int.Parse(length, CultureInfo.InvariantCulture))
            : await ReadToEndAsync();
        return new RawResponse(status, headers, body);
    }

    /// <summary>Next chunk of a streamed response; empty at its end.</summary>
    public async Task<string> ReceiveChunkAsync() => Encoding.Latin1.GetString(await ReadChunkAsync());

    /// <summary>True when the server closes without sending another byte.</summary>
    public async Task<bool> IsClosedAsync() => _pending.Count == 0 && await FillAsync() == 0;

    public async Task<byte[]> ReadToEndAsync()
    {
        while (await FillAsync() > 0)
        {
        }
        return Take(_pending.Count);
    }

    public async Task<byte[]> ReadExactAsync(int count)
    {
        while (_pending.Count < count)
        {
            if (await FillAsync() == 0)
            {
                throw new EndOfStreamException($"{_pending.Count} of {count} bytes");
            }
        }
        return Take(count);
    }

    public async ValueTask DisposeAsync()
    {
        await Stream.DisposeAsync();
        Socket.Dispose();
    }

    private async Task<byte[]> ReadChunksAsync()
    {
        var all = new List<byte>();
        while (await ReadChunkAsync() is { Length: > 0 } chunk)
        {
            all.AddRange(chunk);
        }
        return [.. all];
    }

    private async Task<byte[]> ReadChunkAsync()
    {
        var line = await ReadUntilAsync("\r\n"u8.ToArray()) ?? throw new EndOfStreamException();
        var size = int.Parse(Encoding.ASCII.GetString(line).TrimEnd(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        var data = await ReadExactAsync(size);
        Assert.Equal("\r\n"u8.ToArray(), await ReadExactAsync(2));
        return data;
    }

    private async Task<byte[]?> ReadUntilAsync(byte[] mark)
    {
        while (true)
        {
            var index = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_pending).IndexOf(mark);
            if (index >= 0)
            {
                return Take(index + mark.Length);
            }
            if (await FillAsync() == 0)
            {
                Assert.Empty(_pending);
                return null;
            }
        }
    }

    private byte[] Take(int count)
    {
        var taken = _pending.GetRange(0, count).ToArray();
        _pending.RemoveRange(0, count);
        return taken;
    }

    private async Task<int> FillAsync()
    {
        var buffer = new byte[16 * 1024];
        try
        {
            var count = await Stream.ReadAsync(buffer).AsTask().WaitAsync(Patience);
            _pending.AddRange(buffer.AsSpan(0, count));
            return count;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
