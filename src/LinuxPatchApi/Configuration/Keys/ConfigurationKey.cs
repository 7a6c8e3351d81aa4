namespace LinuxPatchApi.Configuration.Keys;

/// <summary>
/// One setting of config.yaml: the single source for reading, validation, the reference page and the example file.
/// </summary>
/// <param name="Default">The default as written in the file; null for "not set".</param>
/// <param name="Origin">Where the default and the limits come from.</param>
internal sealed record ConfigurationKey(string Path, ConfigurationKind Kind, string? Default, string Description, string Origin)
{
    public long Minimum { get; init; } = 1;

    public long Maximum { get; init; } = int.MaxValue;

    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>The value shown in the example file when there is no default.</summary>
    public string? Example { get; init; }

    /// <summary>True when a change takes effect only at the next start.</summary>
    public bool NeedsRestart { get; init; }

    /// <summary>True when a path names a directory, false when it names a file.</summary>
    public bool IsDirectory { get; init; }

    /// <summary>True when messages must never show the value.</summary>
    public bool Secret { get; init; }

    /// <summary>True when the key is accepted for old files only; marked as such in the example and the reference.</summary>
    public bool Legacy { get; init; }

    public string Section => Path[..Path.IndexOf('.')];

    public string Name => Path[(Path.IndexOf('.') + 1)..];

    /// <summary>What a value must be, for people: "a whole number from 1 to 65535".</summary>
    public string Rule => Kind switch
    {
        ConfigurationKind.Integer => $"a whole number from {Minimum} to {Maximum}",
        ConfigurationKind.Boolean => "true or false",
        ConfigurationKind.Choice => $"one of {string.Join(", ", Choices)}",
        ConfigurationKind.Path => $"the absolute path of a {(IsDirectory ? "directory" : "file")}",
        ConfigurationKind.Addresses => "an IP address or a list of IP addresses",
        ConfigurationKind.Address => "an IP address",
        ConfigurationKind.Units => "a list of unit names, * and ? allowed",
        ConfigurationKind.Roles => "a section with a list of patterns for each of reader, operator, admin",
        ConfigurationKind.Url => "an https URL of host, port and path",
        ConfigurationKind.SyslogServer => "[udp://|tcp://]HOST[:PORT]",
        _ => "a text",
    };
}
