using System.Net.Sockets;

namespace LinuxPatchApi.ServiceManager;

/// <summary>Reads NOTIFY_SOCKET: a path, or "@" and the name of an abstract socket.</summary>
internal static class NotifyAddress
{
    /// <summary>Null when there is no service manager to tell, or it is reached in a way that is not for services (vsock:).</summary>
    public static UnixDomainSocketEndPoint? Parse(string? value) => value switch
    {
        ['/', _, ..] => new UnixDomainSocketEndPoint(value),
        ['@', _, ..] => new UnixDomainSocketEndPoint("\0" + value[1..]),
        _ => null,
    };
}
