using LinuxPatchApi.Configuration.Findings;

namespace LinuxPatchApi.Configuration.Yaml;

/// <summary>
/// Finds common mistakes that the YAML library reports with an unhelpful message or at the wrong line. Used only after the library has
/// refused a file. Pure.
/// </summary>
internal static class YamlMistakes
{
    /// <summary>Returns the first known mistake; null when there is none, so that the library's message is used.</summary>
    public static Finding? Find(string file, string text)
    {
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            var start = line.Length - line.TrimStart(" \t").Length;
            if (line[..start].IndexOf('\t') is >= 0 and var tab && start < line.Length && line[start] != '#')
            {
                return Finding.Error(
                    FindingReason.Syntax, new FilePosition(file, number, tab + 1), "",
                    "a tab in the indentation", "YAML is indented with spaces");
            }

            if (OpenAddress(line) is { } value)
            {
                return Finding.Error(
                    FindingReason.Syntax, new FilePosition(file, number, line.LastIndexOf(value, StringComparison.Ordinal) + 1), "",
                    $"{Quoted.Show(value)} ends with a colon, which YAML reads as a key", $"write it in quotes: \"{value}\"");
            }
        }

        return null;
    }

    /// <summary>Returns an unquoted IPv6 address that ends with a colon (<c>bind: ::</c>); null when the line has none.</summary>
    private static string? OpenAddress(ReadOnlySpan<char> line)
    {
        var bare = line.Trim();
        var value = bare[(bare.LastIndexOf(' ') + 1)..];
        return value.EndsWith("::") && !value.ContainsAnyExcept("0123456789abcdefABCDEF:") ? value.ToString() : null;
    }
}
