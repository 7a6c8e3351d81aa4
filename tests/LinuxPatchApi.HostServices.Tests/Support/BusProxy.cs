using System.Net.Sockets;

namespace LinuxPatchApi.HostServices.Tests.Support;

/// <summary>Forwards bytes between a client and a bus, so that a test can disconnect this one client while the bus keeps running.</summary>
internal sealed class BusProxy : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly string _target;
    private readonly List<NetworkStream> _streams = [];

    public BusProxy(PrivateBus bus)
    {
        _target = bus.Address["unix:path=".Length..];
        _listener.Bind(new UnixDomainSocketEndPoint(_folder.File("p")));
        _listener.Listen(4);
        _ = AcceptAsync();
    }

    public string Address => $"unix:path={_folder.File("p")}";

    /// <summary>Cuts the current connections; new ones are accepted.</summary>
    public void Cut()
    {
        lock (_streams)
        {
            _streams.ForEach(stream => stream.Dispose());
            _streams.Clear();
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        Cut();
        _folder.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = new NetworkStream(await _listener.AcceptAsync(), ownsSocket: true);
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(_target));
                var server = new NetworkStream(socket, ownsSocket: true);
                lock (_streams)
                {
                    _streams.AddRange([client, server]);
                }

                _ = PumpAsync(client, server);
                _ = PumpAsync(server, client);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The listener is closed: the test is over.
        }
    }

    private static async Task PumpAsync(NetworkStream from, NetworkStream to)
    {
        try
        {
            await from.CopyToAsync(to);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // Cut.
        }
        finally
        {
            await to.DisposeAsync();
        }
    }
}
