using System.Text.RegularExpressions;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Api.OpenApi;

/// <summary>The doc comments of the wire documents, used as descriptions in the OpenAPI document.</summary>
internal sealed partial class SourceComments
{
    private readonly Dictionary<string, string> _types = [];
    private readonly Dictionary<(string Type, string Member), string> _members = [];

    public SourceComments()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "src/LinuxPatchApi/Api/Contracts"), "*.cs")
            .Order(StringComparer.Ordinal))
        {
            Read(File.ReadAllText(file));
        }
    }

    public string? OfType(string type) => _types.GetValueOrDefault(type);

    public string? OfMember(string type, string member) => _members.GetValueOrDefault((type, member));

    private void Read(string source)
    {
        var type = "";
        foreach (Match match in Commented().Matches(source))
        {
            var comment = string.Join(' ', match.Groups["line"].Captures.Select(c => c.Value.Trim()));
            var name = match.Groups["name"].Value;
            if (match.Groups["record"].Success)
            {
                type = name;
                foreach (Match parameter in Parameter().Matches(comment))
                {
                    _members[(type, parameter.Groups["name"].Value)] = Clean(parameter.Groups["text"].Value);
                }
            }
            if (Summary().Match(comment) is { Success: true } summary)
            {
                if (match.Groups["record"].Success)
                {
                    _types[type] = Clean(summary.Groups["text"].Value);
                }
                else
                {
                    _members[(type, name)] = Clean(summary.Groups["text"].Value);
                }
            }
        }
    }

    private static string Clean(string text) => Tag().Replace(text, "`").Trim();

    [GeneratedRegex(
        @"(?:^[ ]*///(?<line>.*)\n)*(?:^[ ]*\[.*\]\n)*"
            + @"^[ ]*(?:internal (?:sealed )?(?<record>record) (?<name>\w+)|public (?:required )?[\w<>?]+ (?<name>\w+) (?:\{ get|=>))",
        RegexOptions.Multiline)]
    private static partial Regex Commented();

    [GeneratedRegex("<param name=\"(?<name>\\w+)\">(?<text>.*?)</param>")]
    private static partial Regex Parameter();

    [GeneratedRegex("<summary>(?<text>.*?)</summary>")]
    private static partial Regex Summary();

    [GeneratedRegex("</?c>")]
    private static partial Regex Tag();
}
