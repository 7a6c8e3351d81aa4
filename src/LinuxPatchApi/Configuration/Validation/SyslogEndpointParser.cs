using System.Globalization;
using LinuxPatchApi.Configuration.Sections;

namespace LinuxPatchApi.Configuration.Validation;

/// <summary>Parses <c>[udp://|tcp://]host[:port]</c>; an IPv6 address is in brackets, or bare without a port.</summary>
internal static class SyslogEndpointParser
{
    /// <summary>RFC 5426 section 3.3; also used for TCP, as RFC 6587 observed in the field.</summary>
    public const int DefaultPort = 514;

    /// <summary>Null when the text does not have that form.</summary>
    public static SyslogEndpoint? Parse(string text)
    {
        var transport = SyslogTransport.Udp;
        var rest = text;
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme >= 0)
        {
            switch (text[..scheme].ToLowerInvariant())
            {
                case "udp":
                    break;
                case "tcp":
                    transport = SyslogTransport.Tcp;
                    break;
                default:
                    return null;
            }
            rest = text[(scheme + 3)..];
        }
        (var host, var port) = Split(rest);
        var isAddress = StrictAddress.TryParse(host, out _);
        if (!isAddress && Uri.CheckHostName(host) != UriHostNameType.Dns)
        {
            return null;
        }
        if (port is null)
        {
            return new SyslogEndpoint(transport, host, DefaultPort);
        }
        return ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? new SyslogEndpoint(transport, host, number)
            : null;
    }

    private static (string Host, string? Port) Split(string text)
    {
        if (text.StartsWith('[') && text.IndexOf(']') is > 0 and int end)
        {
            var after = text[(end + 1)..];
            return after.Length == 0 ? (text[1..end], null) : after[0] == ':' ? (text[1..end], after[1..]) : ("", null);
        }
        var colon = text.LastIndexOf(':');
        var isBareIpv6 = colon >= 0 && text.IndexOf(':') != colon;
        return colon < 0 || isBareIpv6 ? (text, null) : (text[..colon], text[(colon + 1)..]);
    }
}
