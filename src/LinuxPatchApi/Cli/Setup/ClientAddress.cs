using System.Net;
using System.Net.Sockets;
using LinuxPatchApi.Access;
using LinuxPatchApi.Configuration.Validation;

namespace LinuxPatchApi.Cli.Setup;

/// <summary>Chooses the address by which clients call this host.</summary>
internal static class ClientAddress
{
    private const int DefaultPort = 12443;

    /// <summary>
    /// The first name that the operator gave; without one the address from which this host would send to the first client; else its first
    /// address. With the port when it is not the usual one.
    /// </summary>
    public static string Of(SetupOptions options, ServerNames names, int port)
    {
        var host = options.Names.Count > 0 ? StrictAddress.TryParse(options.Names[0], out var given) ? Form(given) : options.Names[0]
            : options.Allow.Select(Toward).FirstOrDefault(a => a is not null && names.Addresses.Contains(a)) is { } address ? Form(address)
            : names.Addresses.FirstOrDefault(a => !IPAddress.IsLoopback(a)) is { } first ? Form(first)
            : names.Dns[0];
        return port == DefaultPort ? host : $"{host}:{port}";
    }

    /// <summary>With the port always, as in a URL.</summary>
    public static string Url(string called) =>
        $"https://{(called.LastIndexOf(':') > called.LastIndexOf(']') && called.Contains(':') ? called : $"{called}:{DefaultPort}")}";

    /// <summary>Connecting a datagram socket sends nothing; it only chooses a route. Null when there is none.</summary>
    private static IPAddress? Toward(string client)
    {
        if (!AddressRange.TryParse(client, out _, out _) || !IPAddress.TryParse(client.Split('/')[0], out var address))
        {
            return null;
        }
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(address, DefaultPort);
            return ((IPEndPoint)socket.LocalEndPoint!).Address;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private static string Form(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
}
