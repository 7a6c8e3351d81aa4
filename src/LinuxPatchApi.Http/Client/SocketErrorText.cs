using System.Net.Sockets;

namespace LinuxPatchApi.Http.Client;

/// <summary>Says in words why a connection failed. Pure.</summary>
internal static class SocketErrorText
{
    public static string Of(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "connection refused: nothing listens there",
        SocketError.HostNotFound or SocketError.NoData => "the name does not exist",
        SocketError.TryAgain => "the name server does not answer",
        SocketError.TimedOut => "no answer in time",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostDown or SocketError.NetworkDown =>
            "no route to the host",
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown =>
            "the connection was reset",
        SocketError.AccessDenied => "a firewall or the service's sandbox forbids the connection",
        SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported =>
            "this host has no address of that kind",
        SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable => "this host has no descriptors or memory left for it",
        _ => new SocketException((int)error).Message,
    };
}
