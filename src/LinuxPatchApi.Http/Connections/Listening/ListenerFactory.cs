using System.Net;
using System.Net.Sockets;
using LinuxPatchApi.Http.Limits;

namespace LinuxPatchApi.Http.Connections.Listening;

/// <summary>Opens listening sockets.</summary>
internal static class ListenerFactory
{
    /// <summary>Binds and listens. Returns null and a reason on failure.</summary>
    public static Socket? Open(IPEndPoint endpoint, IReadOnlyList<IPEndPoint> all, HttpLimits limits, out BindFailureReason reason)
    {
        reason = default;
        Socket? socket = null;
        try
        {
            socket = Created(endpoint, all);
            // Accepted sockets inherit these. Set before listen, because they determine the window scale.
            socket.SendBufferSize = limits.SocketBufferBytes;
            socket.ReceiveBufferSize = limits.SocketBufferBytes;
            socket.Bind(endpoint);
            socket.Listen(limits.Backlog);
            return socket;
        }
        catch (SocketException exception)
        {
            socket?.Dispose();
            reason = ReasonOf(exception.SocketErrorCode);
            return null;
        }
    }

    /// <summary>Binds and lets go again: the kernel's own judgement, without a moment in which a client could connect.</summary>
    /// <returns>Null when the endpoint can be bound now.</returns>
    public static BindFailureReason? Try(IPEndPoint endpoint, IReadOnlyList<IPEndPoint> all)
    {
        try
        {
            using var socket = Created(endpoint, all);
            socket.Bind(endpoint);
            return null;
        }
        catch (SocketException exception)
        {
            return ReasonOf(exception.SocketErrorCode);
        }
    }

    private static Socket Created(IPEndPoint endpoint, IReadOnlyList<IPEndPoint> all)
    {
        // The runtime itself sets SO_REUSEADDR for TCP; setting the option would also set SO_REUSEPORT and let other processes share the
        // port.
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        if (endpoint.AddressFamily == AddressFamily.InterNetworkV6)
        {
            socket.DualMode = endpoint.Address.Equals(IPAddress.IPv6Any) && !all.Any(other => IsIPv4OfSamePort(other, endpoint));
        }

        return socket;
    }

    private static bool IsIPv4OfSamePort(IPEndPoint other, IPEndPoint endpoint) =>
        other.AddressFamily == AddressFamily.InterNetwork && other.Port == endpoint.Port;

    private static BindFailureReason ReasonOf(SocketError error) => error switch
    {
        SocketError.AddressAlreadyInUse => BindFailureReason.AddressInUse,
        SocketError.AddressNotAvailable => BindFailureReason.AddressNotAvailable,
        SocketError.AddressFamilyNotSupported or SocketError.ProtocolFamilyNotSupported => BindFailureReason.FamilyNotSupported,
        SocketError.AccessDenied => BindFailureReason.PermissionDenied,
        _ => BindFailureReason.Other,
    };
}
