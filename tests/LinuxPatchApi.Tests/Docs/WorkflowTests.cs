using System.Text.RegularExpressions;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Docs;

/// <summary>The workflows call what the repository has, and every family has its job.</summary>
public sealed class WorkflowTests
{
    private static readonly string[] Files = Directory.GetFiles(Path.Combine(Repository.Root, ".gitea/workflows"), "*.yml");

    private static readonly string Makefile = File.ReadAllText(Path.Combine(Repository.Root, "Makefile"));

    [Fact]
    public void Every_step_is_a_target_of_the_Makefile() => Assert.All(
        Files.SelectMany(File.ReadAllLines).Select(l => Regex.Match(l, @"run: make ([a-z0-9-]+)")).Where(m => m.Success),
        m => Assert.Matches($@"(?m)^{m.Groups[1].Value}:", Makefile));

    [Fact]
    public void Every_family_that_the_test_script_knows_has_a_job()
    {
        var script = File.ReadAllText(Path.Combine(Repository.Root, "scripts/test"));
        var known = Regex.Matches(script, @"(?m)^    ([a-z0-9]+)\) package=").Select(m => m.Groups[1].Value).Order();
        var workflow = File.ReadAllText(Path.Combine(Repository.Root, ".gitea/workflows/system-test.yml"));
        var jobs = Regex.Match(workflow, @"family: \[([^\]]+)\]").Groups[1].Value.Split(", ").Order();
        Assert.Equal(known, jobs);
    }

    [Theory]
    [InlineData("make lint")]
    [InlineData("make test-fast")]
    [InlineData("make packages")]
    [InlineData("make arm64")]
    [InlineData("make musl")]
    [InlineData("make audit")]
    [InlineData("make test-family")]
    [InlineData("make api-clients")]
    [InlineData("debian-12-arm64")]
    public void The_workflows_have(string step) => Assert.Contains(Files, f => File.ReadAllText(f)
        .Contains(step, StringComparison.Ordinal));
}
