namespace LinuxPatchApi.Packages.Families.Apk;

/// <summary>One package of apk's installed database (apk-db(5), the format of its index).</summary>
internal sealed class ApkRecord
{
    public string Name { get; set; } = "";

    public string Version { get; set; } = "";

    public string Architecture { get; set; } = "";

    public string Description { get; set; } = "";

    public string? Url { get; set; }

    public string? License { get; set; }

    /// <summary>Null when the database has none.</summary>
    public long? SizeBytes { get; set; }

    /// <summary>What it needs as written; an entry that begins with <c>!</c> is a conflict.</summary>
    public IReadOnlyList<string> Depends { get; set; } = [];

    /// <summary>Other names that it has, each perhaps with a version.</summary>
    public IReadOnlyList<string> Provides { get; set; } = [];

    /// <summary>The packages whose presence installs this one; empty for most.</summary>
    public IReadOnlyList<string> InstallIf { get; set; } = [];

    /// <summary>Marks of what apk could not finish: <c>f</c> for files, <c>s</c> for a script; empty for a sound package.</summary>
    public string Broken { get; set; } = "";

    /// <summary>Its files by absolute path; empty when they were not requested.</summary>
    public List<string> Files { get; } = [];

    /// <summary>Returns the name of an entry of a dependency list without its version, repository and mark of a conflict. Pure.</summary>
    public static string NameOf(string entry)
    {
        var start = entry.StartsWith('!') ? 1 : 0;
        var end = entry.AsSpan(start).IndexOfAny("=<>~@");
        return end < 0 ? entry[start..] : entry.Substring(start, end);
    }
}
