using System.Net.Sockets;

namespace LinuxPatchApi.HostServices.Bus.Transport;

/// <summary>Opens the socket of a bus address.</summary>
internal static class BusSocket
{
    /// <summary>Connects to the first address of the list that accepts; returns the last failure when none does.</summary>
    public static async Task<HostResult<Stream>> OpenAsync(string addressList, CancellationToken cancellationToken)
    {
        var addresses = BusAddress.Parse(addressList);
        if (!addresses.IsSuccess)
        {
            return addresses.Failure;
        }

        HostFailure? last = null;
        foreach (var address in addresses.Value)
        {
            var stream = await OpenOneAsync(address, cancellationToken);
            if (stream.IsSuccess)
            {
                return stream;
            }

            last = stream.Failure;
        }

        return last!;
    }

    private static async Task<HostResult<Stream>> OpenOneAsync(BusAddress address, CancellationToken cancellationToken)
    {
        var path = address.Parameters.GetValueOrDefault("path");
        var abstractName = address.Parameters.GetValueOrDefault("abstract");
        if (address.Transport != "unix" || (path is null) == (abstractName is null))
        {
            return new HostFailure(
                HostFailureReason.BusUnavailable, $"Only unix:path= and unix:abstract= are supported, not this '{address.Transport}:'.");
        }

        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path ?? "\0" + abstractName), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            socket.Dispose();
            return new HostFailure(
                HostFailureReason.BusUnavailable, $"Cannot connect to {path ?? "@" + abstractName}: {exception.Message}");
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
