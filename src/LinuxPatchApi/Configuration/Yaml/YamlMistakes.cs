using System.Net;
using LinuxPatchApi.Configuration.Findings;

namespace LinuxPatchApi.Configuration.Yaml;

/// <summary>
/// Finds common mistakes that the YAML library reports with an unhelpful message or at the wrong line. Used only after the library has
/// refused a file. Pure.
/// </summary>
internal static class YamlMistakes
{
    /// <summary>Characters that YAML gives a meaning at the start of a value (YAML 1.2, section 5.3).</summary>
    private const string Indicators = "*&@`%!|>";

    private const string AddressCharacters = "0123456789abcdefABCDEF:";

    /// <summary>Returns the first known mistake; null when there is none, so that the library's message is used.</summary>
    /// <param name="last">The line at which the library gave up: what follows it is not the reason.</param>
    public static Finding? Find(string file, string text, int last = int.MaxValue)
    {
        var (number, opened) = (0, default(FilePosition));
        Finding? unclosed = null;
        foreach (var raw in text.AsSpan().EnumerateLines())
        {
            if (++number > last)
            {
                break;
            }

            var start = raw.Length - raw.TrimStart(" \t").Length;
            if (raw[..start].IndexOf('\t') is >= 0 and var tab && start < raw.Length && raw[start] != '#')
            {
                return Error(file, number, tab, "a tab in the indentation", "YAML is indented with spaces, not tabs");
            }

            var line = WithoutComment(raw).TrimEnd();
            if (line.Length > 0 && OfLine(file, number, start, line) is { } mistake)
            {
                return mistake;
            }

            unclosed ??= UnclosedQuote(file, number, line);
            if (line.LastIndexOfAny("[{") is >= 0 and var bracket && line[bracket..].IndexOfAny("]}") < 0)
            {
                opened = new FilePosition(file, number, bracket + 1);
            }
            else if (line.IndexOfAny("]}") >= 0)
            {
                opened = default;
            }
        }

        return unclosed ?? (opened.Line == 0 ? YamlIndentation.Find(file, text, last)
            : Finding.Error(FindingReason.Syntax, opened, "", "a bracket is opened here and not closed", null));
    }

    /// <summary>
    /// YAML reads an unquoted IPv6 address that ends with a colon as a key, so an entry becomes a section. Null when the entry is no such
    /// address.
    /// </summary>
    public static string? AddressHint(RawNode item) =>
        item is RawMapping { Entries: [{ Value: RawScalar { IsNull: true } } one] } && IPAddress.TryParse($"{one.Key}:", out _)
            ? $"write it in quotes: \"{one.Key}:\"" : null;

    private static Finding? OfLine(string file, int number, int start, ReadOnlySpan<char> line)
    {
        if (OpenAddress(line) is { } value)
        {
            return Error(file, number, line.LastIndexOf(value, StringComparison.Ordinal),
                $"{Quoted.Show(value)} ends with a colon, which YAML reads as a key", $"write it in quotes: \"{value}\"");
        }

        if (FlowAddress(line) is { } address)
        {
            return Error(file, number, line.IndexOf(address, StringComparison.Ordinal),
                $"{Quoted.Show(address)} begins or ends with a colon, which YAML reads as a key between brackets",
                $"write it in quotes: \"{address}\"");
        }

        var at = ValueAt(line, start);
        if (at < line.Length && Indicators.Contains(line[at]) && line[(at + 1)..].Trim().Length > 0)
        {
            return Error(file, number, at, $"a value that begins with {line[at]} means something else to YAML",
                $"write it in quotes: \"{line[at..]}\"");
        }

        var body = line[start..];
        if (body is ['-', not (' ' or '-'), ..])
        {
            return Error(file, number, start, "a dash without a blank behind it is no list entry", $"write \"- {body[1..]}\"");
        }

        return Setting(body) is { } name
            ? Error(file, number, start, $"{Quoted.Show(name)} has no colon", $"write \"{name}: {body[name.Length..].TrimStart()}\"")
            : null;
    }

    /// <summary>Returns an unquoted IPv6 address that ends with a colon (<c>bind: ::</c>); null when the line has none.</summary>
    private static string? OpenAddress(ReadOnlySpan<char> line)
    {
        var bare = line.Trim();
        var value = bare[(bare.LastIndexOf(' ') + 1)..];
        return value.EndsWith("::") && !value.ContainsAnyExcept(AddressCharacters) ? value.ToString() : null;
    }

    /// <summary>Returns an unquoted IPv6 address with a colon at an end, within brackets; null when the line has none.</summary>
    private static string? FlowAddress(ReadOnlySpan<char> line)
    {
        if (line.IndexOfAny("[{") < 0 || line.IndexOfAny("\"'") >= 0)
        {
            return null;
        }

        foreach (var range in line.SplitAny(" [{,]}"))
        {
            var part = line[range];
            if (part.Length > 1 && (part.StartsWith("::") || part.EndsWith("::")) && !part.ContainsAnyExcept(AddressCharacters))
            {
                return part.ToString();
            }
        }

        return null;
    }

    /// <summary>Returns where the value of a line begins: behind "- ", or behind "name: ".</summary>
    private static int ValueAt(ReadOnlySpan<char> line, int start)
    {
        var body = line[start..];
        var from = body.StartsWith("- ") ? 1 : body.IndexOf(": ") is >= 0 and var colon && body[..colon].IndexOfAny("\"'#") < 0 ? colon
            + 1 : 0;
        while (start + from < line.Length && line[start + from] == ' ')
        {
            from++;
        }

        return start + from;
    }

    /// <summary>Returns the name of a line "name value"; null when the line is another one.</summary>
    private static string? Setting(ReadOnlySpan<char> body)
    {
        var blank = body.IndexOf(' ');
        return blank > 0 && body.IndexOf(':') < 0 && body[(blank + 1)..].Trim().IndexOf(' ') < 0
            && !body[..blank].ContainsAnyExcept("abcdefghijklmnopqrstuvwxyz_0123456789") ? body[..blank].ToString() : null;
    }

    private static Finding? UnclosedQuote(string file, int number, ReadOnlySpan<char> line)
    {
        var at = ValueAt(line, line.Length - line.TrimStart(' ').Length);
        return at < line.Length && line[at] is '"' or '\'' && line.Length > at && line[(at + 1)..].IndexOf(line[at]) < 0
            ? Error(file, number, at, "a quote is opened here and not closed", null) : null;
    }

    /// <summary>Cuts a comment off (YAML 1.2, section 6.6). Where quotes may hold the sign, nothing is cut.</summary>
    public static ReadOnlySpan<char> WithoutComment(ReadOnlySpan<char> line) =>
        line.TrimStart().StartsWith("#") ? []
            : line.IndexOf(" #") is >= 0 and var at && line[..at].IndexOfAny("\"'") < 0 ? line[..at] : line;

    private static Finding Error(string file, int line, int column, string message, string? hint) =>
        Finding.Error(FindingReason.Syntax, new FilePosition(file, line, column + 1), "", message, hint);
}
