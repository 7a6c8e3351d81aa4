using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LinuxPatchApi.Configuration.Findings;
using LinuxPatchApi.Configuration.Keys;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Configuration.Yaml;

namespace LinuxPatchApi.Configuration.Validation;

/// <summary>
/// Reads merged values by the rule of their key. A bad value adds a finding and returns a harmless placeholder, so that one run reports
/// all mistakes of a file. Callers must not use the values when the findings contain an error.
/// </summary>
internal sealed class KeyValues(IReadOnlyDictionary<string, MergedValue> merged, List<Finding> findings)
{
    public bool IsGiven(ConfigurationKey key) => merged[key.Path].IsGiven;

    public FilePosition PositionOf(ConfigurationKey key) => merged[key.Path].Position;

    public int Integer(ConfigurationKey key) => (int)(OptionalInteger(key) ?? key.Minimum);

    /// <summary>Null when not set or invalid.</summary>
    public long? OptionalInteger(ConfigurationKey key)
    {
        if (Scalar(key) is not { } scalar)
        {
            return null;
        }
        if (!scalar.IsPlain)
        {
            return Wrong(key, scalar, FindingReason.WrongType, $"must be {key.Rule}, found a quoted text", "remove the quotes");
        }
        if (!long.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            return Wrong(key, scalar, FindingReason.WrongType, $"must be {key.Rule}, found {Show(key, scalar)}", null);
        }
        if (scalar.Text.TrimStart('+', '-') is ['0', _, ..])
        {
            // YAML 1.1 reads it as octal, YAML 1.2 as decimal.
            return Wrong(
                key, scalar, FindingReason.WrongType, $"must be {key.Rule}, found {Show(key, scalar)} with a leading zero",
                $"write {value}");
        }
        return value >= key.Minimum && value <= key.Maximum
            ? value
            : Wrong(key, scalar, FindingReason.OutOfRange, $"must be {key.Rule}, found {value}", null);
    }

    public bool Boolean(ConfigurationKey key)
    {
        if (Scalar(key) is not { } scalar)
        {
            return false;
        }
        if (scalar.IsPlain && bool.TryParse(scalar.Text, out var value))
        {
            return value;
        }
        var hint = scalar.Text.ToLowerInvariant() switch
        {
            "yes" or "on" or "1" or "true" => "write true",
            "no" or "off" or "0" or "false" => "write false",
            _ => null,
        };
        Wrong(key, scalar, FindingReason.WrongType, $"must be {key.Rule}, found {scalar.Shape} {Show(key, scalar)}", hint);
        return false;
    }

    public string Choice(ConfigurationKey key) => OptionalChoice(key) ?? key.Choices[0];

    public string? OptionalChoice(ConfigurationKey key)
    {
        if (Scalar(key) is not { } scalar)
        {
            return null;
        }
        if (key.Choices.Contains(scalar.Text))
        {
            return scalar.Text;
        }
        var nearest = NearestName.Find(scalar.Text.ToLowerInvariant(), key.Choices);
        Wrong(key, scalar, FindingReason.UnknownChoice, $"must be {key.Rule}, found {Show(key, scalar)}",
            nearest is null ? null : $"did you mean {nearest}?");
        return null;
    }

    public string Path(ConfigurationKey key)
    {
        if (Scalar(key) is not { } scalar)
        {
            return "/";
        }
        var isAbsolute = scalar.Text.StartsWith('/') && !scalar.Text.Any(char.IsControl);
        var isRoot = isAbsolute && System.IO.Path.GetFullPath(scalar.Text).Trim('/').Length == 0;
        var isWrongKind = !key.IsDirectory && scalar.Text.EndsWith('/');
        if (isAbsolute && !isRoot && !isWrongKind)
        {
            return scalar.Text;
        }
        Wrong(key, scalar, FindingReason.BadFormat, $"must be {key.Rule}, found {Show(key, scalar)}",
            isRoot ? "it is the root directory"
                : isWrongKind ? "a path that ends with a slash is a directory" : "a service has no working directory to start from");
        return "/";
    }

    public string? Text(ConfigurationKey key)
    {
        if (Scalar(key) is not { } scalar)
        {
            return null;
        }
        if (!scalar.Text.Any(char.IsControl))
        {
            return scalar.Text;
        }
        Wrong(key, scalar, FindingReason.BadFormat, "must be one line without control characters", null);
        return null;
    }

    public Uri? Url(ConfigurationKey key)
    {
        if (Scalar(key) is not { } scalar)
        {
            return null;
        }
        var (url, problem) = ManagerUrl.Parse(scalar.Text);
        if (url is null)
        {
            // A password in it is not shown.
            var found = scalar.Text.Contains('@', StringComparison.Ordinal) ? "" : $", found {Show(key, scalar)}";
            Wrong(key, scalar, FindingReason.BadFormat, $"must be {key.Rule}{found}", problem);
        }
        return url;
    }

    /// <summary>Null when not set.</summary>
    public IReadOnlyList<RoleRule>? Roles(ConfigurationKey key) => new RoleRuleReader(key, findings).Read(merged[key.Path]);

    public IPAddress? Address(ConfigurationKey key) => Scalar(key) is { } scalar ? Address(key, scalar) : null;

    /// <summary>An address by which one host is reached: not one that stands for any, many or all.</summary>
    public IPAddress? HostAddress(ConfigurationKey key)
    {
        var address = Address(key);
        if (address is null || !IsOfNoHost(address))
        {
            return address;
        }
        Wrong(key, Scalar(key)!, FindingReason.OutOfRange, $"must be an address by which one host is reached, found {address}", null);
        return null;
    }

    private static bool IsOfNoHost(IPAddress address) =>
        address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) || address.Equals(IPAddress.Broadcast)
        || address.IsIPv6Multicast
        || (address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes()[0] is >= 224 and < 240);

    public IReadOnlyList<IPAddress> Addresses(ConfigurationKey key)
    {
        var addresses = new List<IPAddress>();
        var items = merged[key.Path].Value is RawSequence list ? list.Items : [merged[key.Path].Value!];
        foreach (var item in items)
        {
            if (item is not RawScalar scalar)
            {
                Wrong(key, item, FindingReason.WrongType, $"must be {key.Rule}, found {item.Shape}", YamlMistakes.AddressHint(item));
            }
            else if (Address(key, scalar) is { } address)
            {
                if (addresses.Contains(address))
                {
                    Wrong(key, scalar, FindingReason.Contradiction, $"the address {address} is given twice", "keep one of them");
                    continue;
                }
                addresses.Add(address);
            }
        }
        if (items.Count == 0)
        {
            Wrong(key, merged[key.Path].Value!, FindingReason.OutOfRange, "the list is empty, at least one address is needed", null);
        }
        return addresses;
    }

    /// <summary>Returns the unit names. An empty list is valid and denies nothing.</summary>
    public IReadOnlyList<string> Units(ConfigurationKey key)
    {
        if (!merged[key.Path].IsGiven)
        {
            return key.Default!.Trim('[', ']').Split(", ");
        }
        if (merged[key.Path].Value is not RawSequence list)
        {
            Wrong(key, merged[key.Path].Value!, FindingReason.WrongType, $"must be {key.Rule}, found {merged[key.Path].Value!.Shape}",
                "write it as [\"NAME\"]");
            return [];
        }
        var units = new List<string>();
        foreach (var item in list.Items)
        {
            if (item is RawScalar scalar && IsUnit(scalar.Text))
            {
                units.Add(scalar.Text);
                continue;
            }
            var found = item is RawScalar wrong ? Show(key, wrong) : item.Shape;
            Wrong(key, item, FindingReason.BadFormat, $"must be {key.Rule}, found {found}", "with its suffix, such as dbus.service");
        }
        return units;
    }

    /// <summary>
    /// True for a unit name by systemd.unit(5): letters, digits and <c>:-_.\@</c>; a pattern may add <c>*</c> and <c>?</c>. A name without
    /// a suffix would never match.
    /// </summary>
    private static bool IsUnit(string text) => text.Length is > 0 and <= 256 && text.Contains('.')
        && text.All(static c => char.IsAsciiLetterOrDigit(c) || ":-_.\\@*?".Contains(c));

    public SyslogEndpoint? Syslog(ConfigurationKey key)
    {
        if (Scalar(key) is not { } scalar)
        {
            return null;
        }
        var endpoint = SyslogEndpointParser.Parse(scalar.Text);
        if (endpoint is null)
        {
            Wrong(key, scalar, FindingReason.BadFormat, $"must be {key.Rule}, found {Show(key, scalar)}",
                "for example udp://192.0.2.1:514");
        }
        return endpoint;
    }

    private IPAddress? Address(ConfigurationKey key, RawScalar scalar)
    {
        if (StrictAddress.TryParse(scalar.Text, out var address))
        {
            return address;
        }
        var hint = scalar.Text switch
        {
            "*" => "write \"::\" for all addresses, with the quotes",
            "localhost" => "write 127.0.0.1 or ::1",
            _ => null,
        };
        Wrong(key, scalar, FindingReason.BadFormat, $"must be {key.Rule}, found {Show(key, scalar)}", hint);
        return null;
    }

    /// <summary>Null when not set. An empty text counts as not set for keys without a default, because old files use it so.</summary>
    private RawScalar? Scalar(ConfigurationKey key)
    {
        var value = merged[key.Path].Value;
        if (value is RawScalar scalar)
        {
            return scalar.Text.Length == 0 && key.Default is null ? null : scalar;
        }
        if (value is not null)
        {
            Wrong(key, value, FindingReason.WrongType, $"must be {key.Rule}, found {value.Shape}", null);
        }
        return null;
    }

    private long? Wrong(ConfigurationKey key, RawNode at, FindingReason reason, string message, string? hint)
    {
        findings.Add(Finding.Error(reason, at.Position, key.Path, message, hint));
        return null;
    }

    private static string Show(ConfigurationKey key, RawScalar scalar) =>
        key.Secret ? "a value that is not shown" : Quoted.Show(scalar.Text);
}
