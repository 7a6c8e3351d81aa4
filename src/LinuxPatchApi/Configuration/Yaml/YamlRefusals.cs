using LinuxPatchApi.Configuration.Findings;
using SharpYaml;
using SharpYaml.Tokens;

namespace LinuxPatchApi.Configuration.Yaml;

/// <summary>
/// Finds what lets a file mean something other than what it shows: anchors, aliases, tags and the directive that renames tags. Looks at
/// the library's tokens before its parser sees them; the parser's own handling of these is cut out of the native binary
/// (<c>aot/substitutions.xml</c>), because it alone needs regular expressions. Pure.
/// </summary>
internal static class YamlRefusals
{
    /// <summary>Returns the first such construct; null when there is none before the first syntax error.</summary>
    public static Finding? Find(string file, string text)
    {
        // Before the scanner runs, which cannot read this directive in the native binary.
        if (TagDirective(text) is { } line)
        {
            return Refusal(new FilePosition(file, line, 1), "directive %TAG");
        }
        var scanner = new Scanner<LookAheadBuffer>(YamlBuffer.Over(text));
        try
        {
            while (scanner.MoveNext())
            {
                if (Name(scanner.Current) is { } name)
                {
                    return Refusal(new FilePosition(file, scanner.Current.Start.Line + 1, scanner.Current.Start.Column + 1), name);
                }
            }
        }
        catch (YamlException)
        {
            // The parser meets the same error and reports it, unless it finds an earlier one.
        }
        return null;
    }

    private static string? Name(Token token) => token switch
    {
        Anchor anchor => $"anchor &{anchor.Value}",
        AnchorAlias alias => $"alias *{alias.Value}",
        Tag tag => $"tag {tag.Handle}{tag.Suffix}",
        _ => null,
    };

    private static int? TagDirective(string text)
    {
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            if (line.StartsWith("%TAG"))
            {
                return number;
            }
        }
        return null;
    }

    private static Finding Refusal(FilePosition at, string what) =>
        Finding.Error(FindingReason.RefusedYaml, at, "", $"the {what} is not accepted", "write the value out");
}
