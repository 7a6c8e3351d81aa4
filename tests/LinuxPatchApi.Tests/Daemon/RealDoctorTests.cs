using LinuxPatchApi.Cli;
using LinuxPatchApi.Tests.Cli;

namespace LinuxPatchApi.Tests.Daemon;

/// <summary>Runs the command with a real agent, and without one.</summary>
public sealed class RealDoctorTests
{
    [Fact]
    public async Task Case26_Command_asks_the_running_agent_and_finds_out_when_it_cannot()
    {
        using var agent = new RealAgent();
        await agent.ReadyAsync();
        var cli = new CommandRunner();
        await cli.RunAsync("doctor", "--config", agent.ConfigurationFile);
        Assert.Contains("was queried\n", cli.Output, StringComparison.Ordinal);
        Assert.Contains("ok       own-client: ", cli.Output, StringComparison.Ordinal);
        Assert.Contains("sandbox: ", cli.Output, StringComparison.Ordinal);
        Assert.Contains("job-journal: ", cli.Output, StringComparison.Ordinal);

        // Covers case 29 as well: every refusal has a log line, and the status gives the reason.
        await File.WriteAllTextAsync(agent.AllowList, "entries: []\n", TestContext.Current.CancellationToken);
        await agent.NotifiesAsync("STATUS=the allow-list is empty, nobody may connect");
        Assert.Equal(ExitCode.Failure, await cli.RunAsync("doctor", "--config", agent.ConfigurationFile));
        Assert.Contains("the running agent was not queried", cli.Output, StringComparison.Ordinal);
        Assert.Contains("failed   allow-list: empty", cli.Output, StringComparison.Ordinal);
        Assert.Contains("not tested own-client: the running agent was not asked: 127.0.0.1 is not in the allow-list", cli.Output,
            StringComparison.Ordinal);
        await agent.LogsAsync("127.0.0.1 is not in the allow-list");

        agent.Signal("TERM");
        Assert.Equal(0, await agent.EndAsync());
        Assert.Equal(ExitCode.Failure, await cli.RunAsync("doctor", "--config", agent.ConfigurationFile));
        Assert.Contains("nobody accepts connections at 127.0.0.1:", cli.Output, StringComparison.Ordinal);
    }

    /// <summary>What is on disk is not what is served: the files are bad one after the other while the agent runs.</summary>
    [Fact]
    public async Task Case26_Bad_files_on_disk_do_not_deny_what_the_running_agent_serves()
    {
        using var agent = new RealAgent();
        await agent.ReadyAsync();
        var cli = new CommandRunner();

        // The authorities are fine, so the agent is asked, and says itself what it goes on with.
        var server = agent.ServerCertificate;
        var good = await File.ReadAllTextAsync(server, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(server, "no certificate", TestContext.Current.CancellationToken);
        await agent.LogsAsync("certificates rejected, the previous ones stay in force");
        Assert.Equal(ExitCode.Failure, await cli.RunAsync("doctor", "--config", agent.ConfigurationFile));
        Assert.Contains("was queried\n", cli.Output, StringComparison.Ordinal);
        Assert.Contains("failed   certificates: served now: server certificate ", cli.Output, StringComparison.Ordinal);
        Assert.Contains("a restart would leave this host without an agent", cli.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("nothing can be served", cli.Output, StringComparison.Ordinal);

        // Without authorities its answer could not be trusted; the certificate that it shows is known all the same.
        await File.WriteAllTextAsync(agent.Authorities, "no certificate", TestContext.Current.CancellationToken);
        await cli.RunAsync("doctor", "--config", agent.ConfigurationFile);
        Assert.Contains(
            "not tested own-client: the running agent was not asked: tls.ca_cert cannot be used", cli.Output, StringComparison.Ordinal);
        Assert.Contains("failed   certificates: served now: server certificate ", cli.Output, StringComparison.Ordinal);
        Assert.Contains("a restart would leave this host without an agent", cli.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("nothing can be served", cli.Output, StringComparison.Ordinal);

        await File.WriteAllTextAsync(server, good, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(agent.AllowList, "entries: [10.1]\n", TestContext.Current.CancellationToken);
        await cli.RunAsync("doctor", "--config", agent.ConfigurationFile);
        Assert.Contains("the running agent goes on with the list that it read before", cli.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("allow-list: nobody may connect", cli.Output, StringComparison.Ordinal);
    }
}
