namespace LinuxPatchApi.Packages.Families.Rpm.Settings;

/// <summary>Parses dnf's settings: sections of keys whose values may go on in the next lines. Pure.</summary>
internal static class IniFile
{
    private static readonly char[] Separators = [' ', ',', '\t'];

    /// <summary>Returns the settings in their order; each section also as one with an empty key, for it may have none.</summary>
    /// <param name="lines">Trimmed.</param>
    public static IEnumerable<IniSetting> Settings(IEnumerable<string> lines)
    {
        var (section, key, value) = ("", "", "");
        foreach (var line in lines)
        {
            if (line.Length == 0 || line[0] is '#' or ';')
            {
                continue;
            }

            var at = line[0] == '[' ? -1 : line.IndexOf('=');
            if (line[0] != '[' && at < 0)
            {
                value = value.Length > 0 ? $"{value} {line}" : line;
                continue;
            }

            if (key.Length > 0)
            {
                yield return new IniSetting(section, key, value);
            }

            if (at >= 0)
            {
                (key, value) = (line[..at].Trim(), line[(at + 1)..].Trim());
                continue;
            }

            (section, key, value) = (line.IndexOf(']') is > 1 and var end ? line[1..end] : "", "", "");
            yield return new IniSetting(section, "", "");
        }

        if (key.Length > 0)
        {
            yield return new IniSetting(section, key, value);
        }
    }

    /// <summary>True when a value takes back what was said before, of a setting that adds: it is empty, or its first element is.</summary>
    public static bool Clears(string value) => value.Length == 0 || value[0] == ',';

    /// <summary>Returns the elements of a list.</summary>
    public static string[] Elements(string value) => value.Split(Separators, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Returns the value of a key in the section [main]; null when it is not set. The last one counts.</summary>
    public static string? OfMain(IEnumerable<string> lines, string key) =>
        Settings(lines).Where(s => s.Section == "main" && s.Key == key).Select(s => s.Value).LastOrDefault();

    /// <summary>True for dnf's spellings of no.</summary>
    public static bool IsOff(string? value) => value?.ToLowerInvariant() is "0" or "no" or "false" or "off";
}

/// <summary>One line of a section.</summary>
internal sealed record IniSetting(string Section, string Key, string Value);
