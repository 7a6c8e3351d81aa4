using System.Text.RegularExpressions;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Architecture;

/// <summary>The list of cases agrees with the tests.</summary>
public sealed partial class CasesTests
{
    [Fact]
    public void Every_case_that_is_closed_has_tests_and_no_other_has()
    {
        var told = Row().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs/development/cases.md")))
            .ToDictionary(m => m.Groups["case"].Value, m => !m.Groups["state"].Value.StartsWith("open", StringComparison.Ordinal));
        var tests = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .SelectMany(file => TestName().Matches(File.ReadAllText(file)).Select(m => m.Groups["case"].Value.TrimStart('0')))
            .ToHashSet(StringComparer.Ordinal);
        Assert.NotEmpty(told);
        Assert.Equal(told.Where(c => c.Value).Select(c => c.Key).Order(StringComparer.Ordinal), tests.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^\| (?<case>\d+b?) \| [^|]+ \| (?<state>[^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"\bCase(?<case>\d+b?)_\w+\(")]
    private static partial Regex TestName();
}
