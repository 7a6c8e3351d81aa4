using System.Text;
using LinuxPatchApi.Configuration;
using LinuxPatchApi.Configuration.Findings;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Configuration;

public sealed class ConfigurationReloadTests
{
    private static readonly LoadedConfiguration Started = Read("server:\n  port: 1000\ncache:\n  stale_threshold_secs: 10\n").Loaded!;

    [Fact]
    public void Applies_a_valid_new_version()
    {
        var decision = ConfigurationReload.Decide(
            Started, Started, Read("server:\n  port: 1000\ncache:\n  stale_threshold_secs: 20\n"));

        Assert.Equal(ReloadOutcome.Applied, decision.Outcome);
        Assert.Equal(TimeSpan.FromSeconds(20), decision.InForce.Settings.Cache.StaleAfter);
        Assert.Empty(decision.Findings);
        Assert.Null(decision.DegradedReason);
    }

    [Fact]
    public void Keeps_the_previous_version_with_a_reason_when_the_new_one_is_invalid()
    {
        var decision = ConfigurationReload.Decide(Started, Started, Read("server:\n  port: 0\n  bnd: x\n"));

        Assert.Equal(ReloadOutcome.Rejected, decision.Outcome);
        Assert.Same(Started, decision.InForce);
        Assert.Equal(
            "configuration: the changed file is not used, the previous one stays in force until the next start, which would refuse this "
                + "one: "
            + "c.yaml:2:9: error: server.port: must be a whole "
            + "number from 1 to 65535, found 0 (and 1 more)", decision.DegradedReason);
    }

    [Fact]
    public void Rewritten_file_with_the_same_values_is_unchanged()
    {
        var decision = ConfigurationReload.Decide(
            Started, Started, Read("# new comment\ncache: {stale_threshold_secs: 10}\nserver: {port: 1000}\n"));

        Assert.Equal(ReloadOutcome.Unchanged, decision.Outcome);
    }

    [Fact]
    public void Warns_about_a_changed_key_that_needs_a_restart_until_it_is_changed_back()
    {
        var moved = Read("server:\n  port: 2000\n  bind: \"::\"\njobs:\n  storage_path: /elsewhere\n");
        var first = ConfigurationReload.Decide(Started, Started, moved);
        var again = ConfigurationReload.Decide(Started, first.InForce, moved);
        var back = ConfigurationReload.Decide(Started, first.InForce, Read("server:\n  port: 1000\n"));

        Assert.Equal(["server.port", "server.bind", "jobs.storage_path"], first.Findings.Select(finding => finding.Key));
        Assert.All(first.Findings, finding => Assert.Equal(FindingReason.NeedsRestart, finding.Reason));
        Assert.Equal(ReloadOutcome.Unchanged, again.Outcome);
        Assert.Equal(3, again.Findings.Count);
        Assert.Empty(back.Findings);
    }

    [Fact]
    public void Monitor_recovers_when_the_file_is_repaired()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.Write("config.yaml", "cache:\n  stale_threshold_secs: 10\n");
        var monitor = new ConfigurationMonitor(path, ConfigurationLoader.Load(path).Loaded!);

        directory.Write("config.yaml", "cache:\n  stale_threshold_secs: ten\n");
        Assert.Equal(ReloadOutcome.Rejected, monitor.Reload().Outcome);
        Assert.NotNull(monitor.DegradedReason);
        Assert.Equal(TimeSpan.FromSeconds(10), monitor.Current.Cache.StaleAfter);

        File.Delete(path);
        Assert.Equal(ReloadOutcome.Rejected, monitor.Reload().Outcome);

        directory.Write("config.yaml", "cache:\n  stale_threshold_secs: 11\n");
        Assert.Equal(ReloadOutcome.Applied, monitor.Reload().Outcome);
        Assert.Null(monitor.DegradedReason);
        Assert.Equal(TimeSpan.FromSeconds(11), monitor.Current.Cache.StaleAfter);
    }

    private static ConfigurationResult Read(string content) => ConfigurationLoader.Parse("c.yaml", Encoding.UTF8.GetBytes(content));
}
