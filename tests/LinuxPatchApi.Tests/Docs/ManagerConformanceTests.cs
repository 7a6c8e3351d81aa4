using System.Text.RegularExpressions;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Docs;

/// <summary>docs/development/manager.md agrees with the tests.</summary>
public sealed partial class ManagerConformanceTests
{
    /// <summary>What the manager's own description has a section for.</summary>
    private static readonly string[] Sections =
        ["Enrolment", "Certificates and revocation afterwards", "Repository", "Self-update", "Jobs", "Polling"];

    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs/development/manager.md"));

    [Fact]
    public void Every_section_has_rows_and_every_row_a_test()
    {
        var sections = Page.Split("\n## ").Skip(1).ToDictionary(text => text.Split('\n', 2)[0], Rows);
        Assert.Equal(Sections, sections.Keys);
        Assert.All(sections, section => Assert.NotEmpty(section.Value));
        Assert.All(sections.SelectMany(section => section.Value), row => Assert.Matches(Test(), row.Split('|')[3]));
    }

    [Fact]
    public void Every_named_test_exists()
    {
        // A class may be in several files.
        var tests = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .Select(file => (Name: Path.GetFileName(file).Split('.')[0], Text: File.ReadAllText(file)))
            .ToLookup(file => file.Name, file => file.Text);
        var named = Test().Matches(string.Concat(Page.Split('\n').Where(line => line.StartsWith('|')))).ToList();
        Assert.NotEmpty(named);
        foreach (var test in named)
        {
            Assert.True(
                tests[test.Groups["class"].Value].Any(text => HasTest(text, test.Groups["test"].Value)), $"there is no test {test.Value}");
        }
    }

    /// <summary>What the runner would not run shows nothing.</summary>
    [Theory]
    [InlineData("    [Fact]\n    public void Name() =>\n", true)]
    [InlineData("    [Fact(Timeout = 5)]\n    public async Task Name()\n", true)]
    [InlineData("    [Theory]\n    [InlineData(\"[\")]\n    [MemberData(\n        nameof(X))]\n    public Task Name(string text)\n", true)]
    [InlineData("    /// <summary>Said.</summary>\n    [Fact]\n    [Trait(\"Feature\", \"Holds\")]\n    public void Name()\n", true)]
    [InlineData("    public void Name() =>\n", false)]
    [InlineData("    [Fact]\n    public void Other()\n    {\n    }\n\n    public void Name()\n", false)]
    [InlineData("    [Trait(\"Feature\", \"Fact\")]\n    public void Name()\n", false)]
    [InlineData("    // [Fact]\n    public void Name()\n", false)]
    [InlineData("    [Fact(Skip = \"broken\")]\n    public void Name()\n", false)]
    [InlineData("    [Fact]\n    private void Name()\n", false)]
    [InlineData("    [Fact]\n    public void NameAndMore()\n", false)]
    public void Only_a_method_that_the_runner_runs_is_a_test(string text, bool isTest) => Assert.Equal(isTest, HasTest(text, "Name"));

    /// <summary>A public method with Fact or Theory among the attributes right before it, not to be skipped.</summary>
    private static bool HasTest(string text, string name)
    {
        var method = Regex.Match(text, $@"^    public (async Task|Task|void) {name}\(", RegexOptions.Multiline);
        if (!method.Success)
        {
            return false;
        }
        // Back to the end of the member before it.
        var before = text[..method.Index].TrimEnd('\n').Split('\n').Reverse()
            .TakeWhile(line => line.Length > 0 && line.TrimStart() is not ("{" or "}")).Select(line => line.Trim()).ToList();
        return before.Exists(line => Attribute().IsMatch(line)) && !before.Exists(line => Left().IsMatch(line));
    }

    private static List<string> Rows(string section) =>
        [.. section.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1)];

    [GeneratedRegex(@"^\[(Fact|Theory)\b")]
    private static partial Regex Attribute();

    [GeneratedRegex(@"\bSkip\b\s*=")]
    private static partial Regex Left();

    [GeneratedRegex(@"`(?<class>\w+Tests)\.(?<test>\w+)`")]
    private static partial Regex Test();
}
