using System.ComponentModel;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;

namespace LinuxPatchApi.Http.Connections.Streams;

/// <summary>Which exceptions of a stream mean no more than that the peer or the connection is gone.</summary>
internal static class ConnectionErrors
{
    /// <summary>True for what networks and peers do; false for our own bugs.</summary>
    public static bool IsLost(Exception exception) => exception is IOException or SocketException or ObjectDisposedException
        or OperationCanceledException or AuthenticationException or CryptographicException or Win32Exception;
}
