using System.Text.Json;
using System.Text.RegularExpressions;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Metrics;

/// <summary>
/// What is shipped for Prometheus and Grafana names only families that the agent writes, is understood by promtool, and each alert has a
/// test of promtool.
/// </summary>
public sealed partial class PrometheusFilesTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "integrations/prometheus");

    private static readonly HashSet<string> Written = [.. Families()];

    [Fact]
    public void Every_family_that_they_name_is_written_by_the_agent()
    {
        var names = Directory.EnumerateFiles(Folder).SelectMany(f => Name().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value))
            .Distinct().ToList();

        Assert.True(names.Count > 15, "the pattern finds no families any more");
        Assert.All(names, name => Assert.Contains(Written.Contains(name) ? name : Part().Replace(name, ""), Written));
    }

    [Fact]
    public void Every_family_is_in_the_documentation()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs/api.md"));

        Assert.True(Written.Count > 40, "the pattern finds no families any more");
        Assert.All(Written, family => Assert.Matches($"`{family}[`{{]", page));
    }

    [Fact]
    public void Every_alert_has_a_test()
    {
        var tests = File.ReadAllText(Path.Combine(Folder, "rules.test.yml"));
        var alerts = Alert().Matches(File.ReadAllText(Path.Combine(Folder, "rules.yml"))).Select(m => m.Groups[1].Value).ToList();

        Assert.True(alerts.Count > 5, "the pattern finds no alerts any more");
        Assert.All(alerts, alert => Assert.Contains($"alertname: {alert}", tests, StringComparison.Ordinal));
    }

    [Fact]
    public void Promtool_accepts_the_scrape_configuration_and_the_rules_and_their_tests_pass()
    {
        Tool.Succeed("promtool", "check", "config", "--syntax-only", Path.Combine(Folder, "scrape.yml"));
        Tool.Succeed("promtool", "check", "rules", "--lint=all", "--lint-fatal", Path.Combine(Folder, "rules.yml"));
        Tool.Succeed("promtool", "test", "rules", Path.Combine(Folder, "rules.test.yml"));
    }

    [Fact]
    public void Promtool_parses_every_expression_of_the_dashboard()
    {
        var expressions = Expressions();
        Assert.True(expressions.Count > 10, "no expressions are found any more");
        Assert.Empty(Promtool(expressions));
        Assert.NotEmpty(Promtool(["sum(("]));
    }

    [Fact]
    public void Each_panel_of_the_dashboard_has_a_place_of_its_own()
    {
        using var dashboard = Dashboard();
        var taken = new HashSet<(int, int)>();
        foreach (var place in dashboard.RootElement.GetProperty("panels").EnumerateArray().Select(p => p.GetProperty("gridPos")))
        {
            var (x, y) = (place.GetProperty("x").GetInt32(), place.GetProperty("y").GetInt32());
            var (width, height) = (place.GetProperty("w").GetInt32(), place.GetProperty("h").GetInt32());
            Assert.True(x + width <= 24, "wider than Grafana's grid");
            Assert.All(
                Enumerable.Range(x, width).SelectMany(column => Enumerable.Range(y, height).Select(row => (column, row))),
                cell => Assert.True(taken.Add(cell), $"two panels at {cell}"));
        }
    }

    /// <summary>Returns what promtool has against the expressions; empty when it parses them all.</summary>
    private static string Promtool(IReadOnlyList<string> expressions)
    {
        using var directory = new TemporaryDirectory();
        var file = Path.Combine(directory.Path, "rules.yml");
        File.WriteAllText(file, "groups:\n- name: dashboard\n  rules:\n" + string.Concat(expressions.Select((expression, i) =>
            $"  - record: expression_{i}\n    expr: {JsonSerializer.Serialize(expression)}\n")));
        var (exitCode, output) = Tool.Run("promtool", "check", "rules", file);
        return exitCode == 0 ? "" : output;
    }

    private static JsonDocument Dashboard() => JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "dashboard.json")));

    /// <summary>With values in the place of Grafana's variables.</summary>
    private static IReadOnlyList<string> Expressions()
    {
        using var dashboard = Dashboard();
        return
        [
            .. dashboard.RootElement.GetProperty("panels").EnumerateArray()
                .SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
                .Select(target => target.GetProperty("expr").GetString()!
                    .Replace("$instance", ".*", StringComparison.Ordinal).Replace("$__rate_interval", "5m", StringComparison.Ordinal)),
        ];
    }

    private static IEnumerable<string> Families()
    {
        var source = string.Concat(
            Directory.EnumerateFiles(Path.Combine(Repository.Root, "src/LinuxPatchApi"), "*.cs", SearchOption.AllDirectories)
                .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && Path.GetFileName(f) != "MetricsWriter.cs")
                .Select(File.ReadAllText));
        return Begun().Matches(source).Select(m => m.Groups[1].Value);
    }

    [GeneratedRegex(@"(?:linux_patch_api_|(?=process_))(\w+)")]
    private static partial Regex Name();

    [GeneratedRegex("_(?:bucket|sum|count)$")]
    private static partial Regex Part();

    [GeneratedRegex(@"\b(?:Gauge|Counter|Histogram|Common|Family)\([^""()]*""([a-z_]+)""")]
    private static partial Regex Begun();

    [GeneratedRegex(@"- alert: (\w+)")]
    private static partial Regex Alert();
}
