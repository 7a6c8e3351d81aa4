using System.Text;
using LinuxPatchApi.Access;
using LinuxPatchApi.Cli;
using LinuxPatchApi.Configuration;
using LinuxPatchApi.Configuration.Findings;
using LinuxPatchApi.Configuration.Keys;
using LinuxPatchApi.Daemon;
using LinuxPatchApi.Http.Connections;
using LinuxPatchApi.Logging;
using LinuxPatchApi.Tests.Access;
using LinuxPatchApi.Tests.Cli;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Configuration;

/// <summary>Common mistakes, and the hints what to write instead.</summary>
public sealed class OurTextTests
{
    [Theory]
    [InlineData(
        "server:\n  port: 1\nlogging:\n\tlevel: info\n", "c.yaml:4:1: error: a tab in the indentation (YAML is indented with spaces)")]
    [InlineData(
        "server:\n  bind: ::\n", "c.yaml:2:9: error: \"::\" ends with a colon, which YAML reads as a key (write it in quotes: \"::\")")]
    [InlineData("server:\n  bind: fe80::\n",
        "c.yaml:2:9: error: \"fe80::\" ends with a colon, which YAML reads as a key (write it in quotes: \"fe80::\")")]
    public void Case32_Common_mistake_has_its_own_message_at_its_line(string text, string expected) =>
        Assert.Equal(expected, Assert.Single(ConfigurationLoader.Parse("c.yaml", Encoding.UTF8.GetBytes(text)).Findings).ToString());

    [Theory]
    [InlineData("- 192.0.2.1\n", "write \"entries:\" in a line above the list")]
    [InlineData(
        "entries:\n  - https://manager.example.org:8443/x\n", "an entry is no URL, write the bare address or name: manager.example.org")]
    [InlineData("entries:\n  - ::\n", "write it in quotes: \"::\"")]
    public void Case32_Mistake_in_the_allow_list_has_a_hint(string text, string hint) =>
        Assert.Equal(hint, Assert.Single(AllowListFile.Parse("w.yaml", Encoding.UTF8.GetBytes(text)).Findings).Hint);

    [Fact]
    public async Task Case32_Mistyped_verb_of_a_group_has_a_suggestion()
    {
        var cli = new CommandRunner();
        Assert.Equal(ExitCode.Usage, await cli.RunAsync("pki", "isue"));
        Assert.StartsWith("linux-patch-api pki: unknown verb \"isue\" (did you mean issue?)", cli.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "info: ")]
    [InlineData(false, "<6>")]
    public void Case32_Terminal_shows_level_names_and_the_journal_priorities(bool forTerminal, string expected) => Assert.Equal(
        $"{expected}Agent[1] text\n",
        JournalFormatter.ForStandardError(LogLevel.Information, JournalFormatter.Line("Agent", new EventId(1), "text", null), forTerminal));

    [Fact]
    public void Case32_Every_reason_of_a_failed_bind_has_a_message() => Assert.All(
        Enum.GetValues<BindFailureReason>(),
        reason => Assert.DoesNotContain(reason.ToString(), BindErrorText.Of(reason), StringComparison.Ordinal));

    [Fact]
    public void Case33_Keys_that_are_not_used_yet_are_marked_and_reported()
    {
        var dead = ConfigurationDefaults.All.Where(k => k.NotLive).ToList();
        Assert.Equal(6, dead.Count);
        Assert.All(dead, k => Assert.Equal("enrollment", k.Section));
        Assert.Contains("*Not live yet", ConfigurationReference.Write(), StringComparison.Ordinal);
        var finding = Assert.Single(ConfigurationLoader.Parse("c.yaml", "enrollment:\n  report_interface: eth0\n"u8).Findings);
        Assert.Equal(
            (FindingSeverity.Info, FindingReason.NoEffect, "enrollment.report_interface"), (finding.Severity, finding.Reason, finding.Key));
    }

    [Fact]
    public void Case29_Address_is_logged_once_a_minute_and_a_flood_is_bounded()
    {
        var clock = new FakeTimeProvider();
        var logged = new OncePerMinute(clock);
        Assert.True(logged.IsNews("192.0.2.1"));
        Assert.False(logged.IsNews("192.0.2.1"));
        Assert.Equal(OncePerMinute.MostKeys - 1, Enumerable.Range(0, 1000).Count(i => logged.IsNews($"198.51.100.{i}")));
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(logged.IsNews("192.0.2.1"));
    }

    [Fact]
    public void Case29_Empty_allow_list_is_reported()
    {
        using var directory = new LinuxPatchApi.Tests.Support.TemporaryDirectory();
        var monitor = new AllowListMonitor(new FakeResolver(), new FakeTimeProvider());
        Assert.Equal("the allow-list cannot be used, nobody may connect", monitor.Nobody);
        monitor.Reload(directory.Write("w.yaml", "entries: []\n"));
        Assert.Equal("the allow-list is empty, nobody may connect", monitor.Nobody);
        monitor.Reload(directory.Write("w.yaml", "entries: [host.example]\n"));
        Assert.Null(monitor.Nobody);
    }
}
