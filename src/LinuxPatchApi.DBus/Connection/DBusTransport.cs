using System.Net.Sockets;
using LinuxPatchApi.DBus.Errors;

namespace LinuxPatchApi.DBus.Connection;

/// <summary>Opens the socket of an address.</summary>
internal static class DBusTransport
{
    /// <summary>The first address of the list that can be opened.</summary>
    public static async Task<DBusResult<Stream>> OpenAsync(string addressList, CancellationToken cancellationToken)
    {
        DBusResult<IReadOnlyList<DBusAddress>> addresses = DBusAddress.Parse(addressList);
        if (!addresses.IsSuccess)
        {
            return addresses.Failure;
        }

        DBusFailure? last = null;
        foreach (DBusAddress address in addresses.Value)
        {
            DBusResult<Stream> stream = await OpenOneAsync(address, cancellationToken);
            if (stream.IsSuccess)
            {
                return stream;
            }

            last = stream.Failure;
        }

        return last!;
    }

    private static async Task<DBusResult<Stream>> OpenOneAsync(DBusAddress address, CancellationToken cancellationToken)
    {
        string? path = address.Parameters.GetValueOrDefault("path");
        string? abstractName = address.Parameters.GetValueOrDefault("abstract");
        if (address.Transport != "unix" || (path is null) == (abstractName is null))
        {
            return new DBusFailure(
                DBusFailureReason.InvalidAddress, $"Only unix:path= and unix:abstract= are supported, not this '{address.Transport}:'.");
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
            return new DBusFailure(DBusFailureReason.Unreachable, $"Cannot connect to {path ?? "@" + abstractName}: {exception.Message}");
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
