using System.ComponentModel;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;

namespace LinuxPatchApi.Http.Connections.Streams;

/// <summary>Recognises stream exceptions that only mean that the peer or the connection is gone.</summary>
internal static class ConnectionErrors
{
    /// <summary>True for failures of networks and peers; false for our own bugs.</summary>
    public static bool IsLost(Exception exception) => exception is IOException or SocketException or ObjectDisposedException
        or OperationCanceledException or AuthenticationException or CryptographicException or Win32Exception;
}
