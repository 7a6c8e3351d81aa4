using System.Text;

namespace LinuxPatchApi.HostServices.Bus.Transport;

/// <summary>One address of a bus (D-Bus specification, "Server Addresses").</summary>
/// <param name="Transport">unix, tcp, …; this client connects to unix only.</param>
/// <param name="Parameters">Keys and unescaped values.</param>
internal sealed record BusAddress(string Transport, IReadOnlyDictionary<string, string> Parameters)
{
    private const string OptionallyEscaped = "-_/.\\*";

    /// <summary>Parses a semicolon-separated list of addresses, to be tried in order.</summary>
    public static HostResult<IReadOnlyList<BusAddress>> Parse(string text)
    {
        var addresses = new List<BusAddress>();
        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            if (ParseOne(part) is not { } address)
            {
                return new HostFailure(HostFailureReason.BusUnavailable, $"Not a D-Bus address: {part}");
            }

            addresses.Add(address);
        }

        return addresses.Count > 0
            ? HostResult<IReadOnlyList<BusAddress>>.Success(addresses)
            : new HostFailure(HostFailureReason.BusUnavailable, "The D-Bus address is empty.");
    }

    private static BusAddress? ParseOne(string text)
    {
        var colon = text.IndexOf(':');
        if (colon <= 0)
        {
            return null;
        }

        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in text[(colon + 1)..].Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=');
            var value = equals > 0 ? Unescape(pair[(equals + 1)..]) : null;
            if (value is null || !parameters.TryAdd(pair[..equals], value))
            {
                return null;
            }
        }

        return new BusAddress(text[..colon], parameters);
    }

    /// <summary>Decodes percent-escapes; null when one is malformed or a byte that must be escaped is not.</summary>
    private static string? Unescape(string value)
    {
        var bytes = new List<byte>(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] != '%')
            {
                if (!char.IsAsciiLetterOrDigit(value[i]) && !OptionallyEscaped.Contains(value[i]))
                {
                    return null;
                }

                bytes.Add((byte)value[i]);
                continue;
            }

            if (i + 2 >= value.Length || !char.IsAsciiHexDigit(value[i + 1]) || !char.IsAsciiHexDigit(value[i + 2]))
            {
                return null;
            }

            bytes.Add(Convert.ToByte(value.Substring(i + 1, 2), 16));
            i += 2;
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }
}
