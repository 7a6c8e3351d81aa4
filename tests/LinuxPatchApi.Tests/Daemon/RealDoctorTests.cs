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
        await agent.LogsAsync("127.0.0.1 is not in the allow-list");

        agent.Signal("TERM");
        Assert.Equal(0, await agent.EndAsync());
        Assert.Equal(ExitCode.Failure, await cli.RunAsync("doctor", "--config", agent.ConfigurationFile));
        Assert.Contains("nobody accepts connections at 127.0.0.1:", cli.Output, StringComparison.Ordinal);
    }
}
