namespace LinuxPatchApi.Packages.Families.Rpm;

/// <summary>Parses dnf's lists of locked and excluded packages. Pure.</summary>
internal static class VersionLock
{
    private static readonly char[] Separators = [' ', ',', '\t'];

    /// <summary>
    /// True when an entry of versionlock.list or excludepkgs names a package: by name, with the architecture, or with the version as dnf's
    /// plugin writes it (<c>web-0:1.0-1.*</c>). Versions are not compared: a lock to another version, or against one (<c>!</c>), is a hold
    /// too, until it is lifted or a client sets <c>force</c>.
    /// </summary>
    public static bool Names(string entry, string name, string architecture)
    {
        var exact = entry.StartsWith('!') ? entry[1..] : entry;
        if (ShellPattern.Matches(exact, name) || ShellPattern.Matches(exact, $"{name}.{architecture}"))
        {
            return true;
        }

        // name-[epoch:]version-release[.architecture], or without a release. Neither version nor release has a hyphen, not even in a set.
        var last = exact.LastIndexOf('-');
        var before = last > 0 ? exact.LastIndexOf('-', last - 1) : -1;
        return IsVersioned(exact, before, name) || IsVersioned(exact, last, name);
    }

    /// <summary>Returns the entries of versionlock.list, as dnf's plugin reads them.</summary>
    public static IEnumerable<string> Entries(IEnumerable<string> lines) => lines.Where(l => l.Length > 0 && l[0] != '#');

    /// <summary>Returns the value of a key in the section [main]; null when it is not set. The last one counts.</summary>
    public static string? Setting(IEnumerable<string> lines, string key)
    {
        var isMain = false;
        string? found = null;
        foreach (var line in lines)
        {
            isMain = line.StartsWith('[') ? line.StartsWith("[main]", StringComparison.Ordinal) : isMain;
            found = isMain ? Value(line, key) ?? found : found;
        }

        return found;
    }

    /// <summary>True for dnf's spellings of no.</summary>
    public static bool IsOff(string? value) => value?.ToLowerInvariant() is "0" or "no" or "false" or "off";

    /// <summary>Returns the entries of <c>excludepkgs</c>, or <c>exclude</c>, its other name, in the section [main] of dnf.conf.</summary>
    public static IEnumerable<string> Excluded(IEnumerable<string> lines)
    {
        var (isMain, continues) = (false, false);
        foreach (var line in lines)
        {
            if (line.Length == 0 || line[0] is '#' or ';')
            {
                continue;
            }

            if (line[0] == '[')
            {
                (isMain, continues) = (line.StartsWith("[main]", StringComparison.Ordinal), false);
            }
            else if (isMain)
            {
                var value = Value(line, "excludepkgs") ?? Value(line, "exclude");
                continues = value is not null || (continues && !line.Contains('=')); // A value may go on in the next line.
                foreach (var entry in continues ? (value ?? line).Split(Separators, StringSplitOptions.RemoveEmptyEntries) : [])
                {
                    yield return entry;
                }
            }
        }
    }

    private static bool IsVersioned(string pattern, int dash, string name) => dash > 0 && dash + 1 < pattern.Length
        && (char.IsAsciiDigit(pattern[dash + 1]) || pattern[dash + 1] is '*' or '?' or '[' || pattern.IndexOf(':', dash) > 0)
            && ShellPattern.Matches(pattern[..dash], name);

    private static string? Value(string line, string key) =>
        line.StartsWith(key, StringComparison.Ordinal) && line.AsSpan(key.Length).TrimStart() is ['=', ..]
            ? line[(line.IndexOf('=') + 1)..].Trim() : null;
}
