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
            var method = new Regex($@"public (async Task|Task|void) {test.Groups["test"].Value}\(");
            Assert.True(tests[test.Groups["class"].Value].Any(method.IsMatch), $"there is no test {test.Value}");
        }
    }

    private static List<string> Rows(string section) =>
        [.. section.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1)];

    [GeneratedRegex(@"`(?<class>\w+Tests)\.(?<test>\w+)`")]
    private static partial Regex Test();
}
