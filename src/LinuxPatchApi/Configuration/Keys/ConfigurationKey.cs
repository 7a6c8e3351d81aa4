namespace LinuxPatchApi.Configuration.Keys;

/// <summary>
/// One setting of config.yaml: the single source for reading, validating, the reference page and the example file.
/// <paramref name="Default"/> is written as it would stand in the file; null means "not set". <paramref name="Origin"/> says where the
/// default and the limits come from.
/// </summary>
internal sealed record ConfigurationKey(string Path, ConfigurationKind Kind, string? Default, string Description, string Origin)
{
    public long Minimum { get; init; } = 1;

    public long Maximum { get; init; } = int.MaxValue;

    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Shown in the example file where there is no default.</summary>
    public string? Example { get; init; }

    /// <summary>A change is noticed while running but takes effect at the next start.</summary>
    public bool NeedsRestart { get; init; }

    /// <summary>The value is never shown in a message.</summary>
    public bool Secret { get; init; }

    /// <summary>Kept for old files only: not in the example, marked in the reference.</summary>
    public bool Legacy { get; init; }

    /// <summary>Checked and kept, and nothing acts on it yet: marked in the reference, and told when it is set.</summary>
    public bool NotLive { get; init; }

    public string Section => Path[..Path.IndexOf('.')];

    public string Name => Path[(Path.IndexOf('.') + 1)..];

    /// <summary>What a value must be, in words: "a whole number from 1 to 65535".</summary>
    public string Rule => Kind switch
    {
        ConfigurationKind.Integer => $"a whole number from {Minimum} to {Maximum}",
        ConfigurationKind.Boolean => "true or false",
        ConfigurationKind.Choice => $"one of {string.Join(", ", Choices)}",
        ConfigurationKind.Path => "an absolute path",
        ConfigurationKind.Addresses => "an IP address or a list of IP addresses",
        ConfigurationKind.Address => "an IP address",
        ConfigurationKind.Units => "a list of unit names, * and ? allowed",
        ConfigurationKind.Roles => "a section with a list of patterns for each of reader, operator, admin",
        ConfigurationKind.Url => "an https URL",
        ConfigurationKind.SyslogServer => "[udp://|tcp://]HOST[:PORT]",
        _ => "a text",
    };
}
