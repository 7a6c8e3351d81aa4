using System.Text;
using LinuxPatchApi.Access;
using LinuxPatchApi.Cli;
using LinuxPatchApi.Configuration;
using LinuxPatchApi.Configuration.Findings;
using LinuxPatchApi.Configuration.Keys;
using LinuxPatchApi.Daemon;
using LinuxPatchApi.Http.Connections.Listening;
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
    private const string Indented = "this line is indented differently from its neighbours: with ";

    private const string Spaces = " (lines that belong together begin in the same column; YAML is indented with spaces, not tabs)";

    [Theory]
    [InlineData(
        "server:\n  port: 1\nlogging:\n\tlevel: info\n",
        "c.yaml:4:1: error: a tab in the indentation (YAML is indented with spaces, not tabs)")]
    [InlineData(
        "server:\n  bind: ::\n", "c.yaml:2:9: error: \"::\" ends with a colon, which YAML reads as a key (write it in quotes: \"::\")")]
    [InlineData("server:\n  bind: fe80::\n",
        "c.yaml:2:9: error: \"fe80::\" ends with a colon, which YAML reads as a key (write it in quotes: \"fe80::\")")]
    [InlineData("server:\n  bind: ::  # all\n",
        "c.yaml:2:9: error: \"::\" ends with a colon, which YAML reads as a key (write it in quotes: \"::\")")]
    [InlineData("server:\n  bind: [::, 0.0.0.0]\n",
        "c.yaml:2:10: error: \"::\" begins or ends with a colon, which YAML reads as a key between brackets (write it in quotes: \"::\")")]
    [InlineData("server: {bind: ::1}\n",
        "c.yaml:1:16: error: \"::1\" begins or ends with a colon, which YAML reads as a key between brackets "
        + "(write it in quotes: \"::1\")")]
    [InlineData("access:\n  roles:\n    reader:\n      - *.example.org\n",
        "c.yaml:4:9: error: a value that begins with * means something else to YAML (write it in quotes: \"*.example.org\")")]
    [InlineData("logging:\n  level: @info\n",
        "c.yaml:2:10: error: a value that begins with @ means something else to YAML (write it in quotes: \"@info\")")]
    [InlineData("server:\n  port: 1\n  bind:\n  -10.0.0.1\n  timeout: 3\n",
        "c.yaml:4:3: error: a dash without a blank behind it is no list entry (write \"- 10.0.0.1\")")]
    [InlineData("server:\n  port 12443\n  bind: ::1\n",
        "c.yaml:2:3: error: \"port\" has no colon (write \"port: 12443\")")]
    [InlineData("server:\n  bind: [0.0.0.0\nlogging:\n  level: info\n",
        "c.yaml:2:9: error: a bracket is opened here and not closed")]
    [InlineData("server:\n  port: 5\n \tbind: 0.0.0.0\n",
        "c.yaml:3:2: error: a tab in the indentation (YAML is indented with spaces, not tabs)")]
    [InlineData("server:\n  port: 5\n bind: 0.0.0.0\n", "c.yaml:3:2: error: " + Indented + "1 space, they with 2" + Spaces)]
    [InlineData("server:\n  port: 5\n   bind: 0.0.0.0\n", "c.yaml:3:4: error: " + Indented + "3 spaces, they with 2" + Spaces)]
    [InlineData("  server:\n    port: 5\ntls:\n  crl_path: /x\n", "c.yaml:3:1: error: " + Indented + "0 spaces, they with 4" + Spaces)]
    [InlineData("# all\nrestart:\n  deny:\n    - a.service\n   - b.service\n",
        "c.yaml:5:4: error: " + Indented + "3 spaces, they with 4" + Spaces)]
    [InlineData("server:\n  port: 5\nlogging:\n  level: info\n  file_path: /x\n    journal: true\n",
        "c.yaml:6:5: error: " + Indented + "4 spaces, they with 2" + Spaces)]
    [InlineData("logging:\n  level: \"info\nserver:\n  port: 1\n", "c.yaml:2:10: error: a quote is opened here and not closed")]
    [InlineData("server:\n  bind:\n    - ::\n",
        "c.yaml:3:7: error: server.bind: must be an IP address or a list of IP addresses, found a section (write it in quotes: \"::\")")]
    public void Case32_Common_mistake_has_its_own_message_at_its_line(string text, string expected) =>
        Assert.Equal(expected, Assert.Single(ConfigurationLoader.Parse("c.yaml", Encoding.UTF8.GetBytes(text)).Findings).ToString());

    [Theory]
    [InlineData("jobs:\n  storage_path: /\n", "must be the absolute path of a directory, found \"/\" (it is the root directory)")]
    [InlineData("jobs:\n  storage_path: /x/..\n", "must be the absolute path of a directory")]
    [InlineData("logging:\n  file_path: //\n", "must be the absolute path of a file")]
    [InlineData("logging:\n  file_path: /var/log/x/\n", "a path that ends with a slash is a directory")]
    [InlineData("whitelist:\n  path: /etc/\n", "a path that ends with a slash is a directory")]
    public void Case27_Path_that_cannot_be_a_file_or_directory_of_its_own_is_refused(string text, string expected) =>
        Assert.Contains(
            expected, Assert.Single(ConfigurationLoader.Parse("c.yaml", Encoding.UTF8.GetBytes(text)).Findings).ToString(),
            StringComparison.Ordinal);

    [Fact]
    public void Case27_Directory_in_place_of_the_audit_log_and_a_file_in_place_of_the_journals_directory_are_refused()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        var file = Path.Combine(folder, "c.yaml");
        File.WriteAllText(file, $"logging:\n  file_path: {folder}\njobs:\n  storage_path: {file}\n");
        var result = ConfigurationLoader.Load(file);
        Assert.Null(result.Loaded);
        Assert.Equal([$"{folder} is a directory", $"{file} is a file"], result.Findings.Select(f => f.Message));
        Directory.Delete(folder, recursive: true);
    }

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

    [Theory]
    [InlineData("server:\n  port: 1\0\n", "c.yaml:2:10: error: the character U+0000 is not accepted")]
    [InlineData("server: # x\u0085  port: 1\n", "c.yaml:1:12: error: the character U+0085 is not accepted")]
    [InlineData("# x\u2028server: {port: 1}\n", "c.yaml:1:4: error: the character U+2028 is not accepted")]
    [InlineData("server:\n  \uFEFFport: 1\n", "c.yaml:2:3: error: the character U+FEFF is not accepted")]
    [InlineData("server:\n  port: \u001b[0m1\n", "c.yaml:2:9: error: the character U+001B is not accepted")]
    [InlineData("server:\n  port: 012443\n", "c.yaml:2:9: error: server.port: found \"012443\" with a leading zero (write 12443)")]
    [InlineData("server:\n  port: +0012\n", "c.yaml:2:9: error: server.port: found \"+0012\" with a leading zero (write 12)")]
    public void Case32_What_parsers_read_differently_or_do_not_show_is_refused(string content, string expected) =>
        Assert.Equal(
            expected,
            Assert.Single(ConfigurationLoader.Parse("c.yaml", Encoding.UTF8.GetBytes(content)).Findings).ToString()
                .Replace(" (remove it; an editor may not show it)", "", StringComparison.Ordinal)
                .Replace("must be a whole number from 1 to 65535, ", "", StringComparison.Ordinal));

    [Theory]
    [InlineData("\uFEFFserver:\r\n  port: 1\r\n")]
    [InlineData("server:\n  port:\t1\t# a tab is no indentation here\n")]
    [InlineData("rate_limit:\n  enabled: false # \u00e4\u4e16\u754c\n")]
    public void Case32_Byte_order_mark_line_ends_and_tabs_behind_a_key_are_accepted(string content) =>
        Assert.Empty(ConfigurationLoader.Parse("c.yaml", Encoding.UTF8.GetBytes(content)).Findings);

    [Fact]
    public void Case33_Every_key_of_enrolment_has_an_effect()
    {
        Assert.DoesNotContain("Not live", ConfigurationReference.Write(), StringComparison.Ordinal);
        Assert.Empty(ConfigurationLoader.Parse("c.yaml", "enrollment:\n  report_interface: eth0\n"u8).Findings);
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
