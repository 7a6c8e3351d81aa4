using System.Net.Sockets;

namespace LinuxPatchApi.ServiceManager;

/// <summary>Parses NOTIFY_SOCKET: a path, or "@" followed by the name of an abstract socket.</summary>
internal static class NotifyAddress
{
    /// <summary>Null when there is no service manager, or when its address is of a kind that services do not get (vsock:).</summary>
    public static UnixDomainSocketEndPoint? Parse(string? value) => value switch
    {
        ['/', _, ..] => new UnixDomainSocketEndPoint(value),
        ['@', _, ..] => new UnixDomainSocketEndPoint("\0" + value[1..]),
        _ => null,
    };
}
