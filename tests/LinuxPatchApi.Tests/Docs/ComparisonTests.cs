using System.Text.RegularExpressions;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Docs;

/// <summary>What docs/comparison.md claims names a test or a page, and that is there.</summary>
public sealed partial class ComparisonTests
{
    private static readonly string Page = Path.Combine(Repository.Root, "docs/comparison.md");

    public static TheoryData<string> Rows =>
    [
        .. File.ReadAllLines(Page).Where(l => l.StartsWith("| ", StringComparison.Ordinal)).Skip(1),
    ];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Each_claim_is_shown_by_a_test_or_page_that_exists(string row)
    {
        var here = row.Split(" | ")[2];
        var tests = TestName().Matches(here).Select(m => m.Groups[1].Value).ToList();
        var pages = Link().Matches(here).Select(m => m.Groups[1].Value).ToList();
        Assert.True(tests.Count + pages.Count > 0, "nothing shows it");
        var system = Path.Combine(Repository.Root, "tests/LinuxPatchApi.SystemTests");
        Assert.All(tests, name => Assert.Contains(
            Directory.EnumerateFiles(system, name.Split('/')[^1] + ".cs", SearchOption.AllDirectories),
            f => f.EndsWith($"/{name}.cs", StringComparison.Ordinal)));
        Assert.All(pages, page => Assert.True(
            File.Exists(Path.Combine(Repository.Root, "docs", page.Split('#')[0])), page));
    }

    [GeneratedRegex("`([A-Za-z0-9/]+Tests)`")]
    private static partial Regex TestName();

    [GeneratedRegex(@"\]\((?!https:)([^)]+)\)")]
    private static partial Regex Link();
}
