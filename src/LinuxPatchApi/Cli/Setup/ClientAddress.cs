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
    /// The first name that the operator gave and the certificate has; without one the address from which this host would send to the
    /// first client; else its first address, or name. With the port when it is not the usual one.
    /// </summary>
    /// <param name="names">What the certificate has; not empty.</param>
    public static string Of(SetupOptions options, ServerNames names, int port)
    {
        var host = options.Names.Select(name => Given(name, names)).FirstOrDefault(name => name is not null) is { } given ? given
            : options.Allow.Select(Toward).FirstOrDefault(a => a is not null && names.Addresses.Contains(a)) is { } address ? Form(address)
            : names.Addresses.FirstOrDefault(a => !IPAddress.IsLoopback(a)) is { } first ? Form(first)
            : names.Dns.Count > 0 ? names.Dns[0]
            : Form(names.Addresses[0]);
        return port == DefaultPort ? host : $"{host}:{port}";
    }

    /// <summary>With the port always, as in a URL.</summary>
    public static string Url(string called) =>
        $"https://{(called.LastIndexOf(':') > called.LastIndexOf(']') && called.Contains(':') ? called : $"{called}:{DefaultPort}")}";

    /// <summary>Null when the certificate has it not.</summary>
    private static string? Given(string name, ServerNames names) => StrictAddress.TryParse(name, out var address)
        ? names.Addresses.Contains(address) ? Form(address) : null
        : names.Missing(new ServerNames([name], [])).Count == 0 ? name : null;

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
