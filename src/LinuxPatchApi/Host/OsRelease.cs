namespace LinuxPatchApi.Host;

/// <summary>The identity of the operating system (os-release(5)).</summary>
/// <param name="Name">Begins with the distribution's name, as the manager expects.</param>
/// <param name="Version">Null when the distribution has none (rolling releases).</param>
internal sealed record OsRelease(string Id, string Name, string? Version, string? Codename)
{
    /// <summary>Ids of the distributions it derives from, the closest first (ID_LIKE); empty when there are none.</summary>
    public IReadOnlyList<string> Like { get; init; } = [];

    /// <summary>Codenames of other distributions' releases that it is built from (NAME_CODENAME); empty when there are none.</summary>
    public IReadOnlyList<string> ParentCodenames { get; init; } = [];

    public static readonly OsRelease Unknown = new("unknown", "unknown", null, null);

    /// <summary>Parses the file. Pure.</summary>
    public static OsRelease Parse(string text)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = line.IndexOf('=');
            if (equals > 0 && line[0] != '#')
            {
                fields[line[..equals]] = Unquote(line[(equals + 1)..]);
            }
        }

        return new OsRelease(
            fields.GetValueOrDefault("ID", "unknown"),
            fields.GetValueOrDefault("NAME", "unknown"),
            fields.GetValueOrDefault("VERSION_ID"),
            fields.GetValueOrDefault("VERSION_CODENAME"))
        {
            ParentCodenames = fields.Where(f => f.Key.EndsWith("_CODENAME", StringComparison.Ordinal) && f.Key != "VERSION_CODENAME")
                .Select(f => f.Value).ToArray(),
            Like = fields.GetValueOrDefault("ID_LIKE", "").Split(' ', StringSplitOptions.RemoveEmptyEntries),
        };
    }

    /// <summary>Removes the shell quoting that os-release(5) allows: one pair of quotes, backslash escapes inside.</summary>
    private static string Unquote(string value)
    {
        if (value.Length < 2 || value[0] is not ('"' or '\'') || value[^1] != value[0])
        {
            return value;
        }

        var inner = value[1..^1];
        return value[0] == '\'' ? inner : inner.Replace("\\\"", "\"").Replace("\\$", "$").Replace("\\`", "`").Replace("\\\\", "\\");
    }
}
