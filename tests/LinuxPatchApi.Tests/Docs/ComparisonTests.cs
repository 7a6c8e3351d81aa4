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
        var here = Cells(row)[2];
        var tests = TestName().Matches(here).Select(m => m.Groups[1].Value).ToList();
        var pages = Link().Matches(here).Select(m => m.Groups[1].Value).ToList();
        Assert.True(tests.Count + pages.Count > 0, "nothing shows it");
        Assert.All(tests, name => Assert.Contains(Named(name), IsTestClass));
        Assert.All(pages, page => Assert.True(Exists(page.Split('#')), page));
        Assert.All(MakeTarget().Matches(here), m => Assert.Contains(
            $"\n{m.Groups[1].Value}:", File.ReadAllText(Path.Combine(Repository.Root, "Makefile")), StringComparison.Ordinal));
    }

    /// <summary>Its own documentation says better than this page what it does.</summary>
    [Theory]
    [MemberData(nameof(Rows))]
    public void Each_anchor_is_linked(string row) => Assert.Contains("](https://", Cells(row)[1], StringComparison.Ordinal);

    private static string[] Cells(string row)
    {
        var cells = row.Trim().Trim('|').Split(" | ");
        Assert.Equal(3, cells.Length);
        return cells;
    }

    private static List<string> Named(string test) =>
    [
        .. Directory.EnumerateFiles(
                Path.Combine(Repository.Root, "tests/LinuxPatchApi.SystemTests"), test.Split('/')[^1] + ".cs", SearchOption.AllDirectories)
            .Where(f => f.EndsWith($"/{test}.cs", StringComparison.Ordinal)),
    ];

    private static bool IsTestClass(string file)
    {
        var text = File.ReadAllText(file);
        return text.Contains($"class {Path.GetFileNameWithoutExtension(file)}", StringComparison.Ordinal) && Fact().IsMatch(text);
    }

    /// <summary>The page, and in it the heading of the part after the number sign.</summary>
    private static bool Exists(string[] link)
    {
        var page = Path.Combine(Repository.Root, "docs", link[0]);
        return File.Exists(page) && (link.Length == 1 || File.ReadLines(page).Any(
            line => line.StartsWith('#')
                && line.TrimStart('#', ' ').Replace(' ', '-').Equals(link[1], StringComparison.OrdinalIgnoreCase)));
    }

    [GeneratedRegex(@"\[(Fact|Theory)\b")]
    private static partial Regex Fact();

    [GeneratedRegex("`make ([a-z-]+)`")]
    private static partial Regex MakeTarget();

    [GeneratedRegex("`([A-Za-z0-9/]+Tests)`")]
    private static partial Regex TestName();

    [GeneratedRegex(@"\]\((?!https:)([^)]+)\)")]
    private static partial Regex Link();
}
