namespace LinuxPatchApi.Tests.Daemon;

/// <summary>The effects of signals and bugs on the real process.</summary>
public sealed class RealAgentTests
{
    private static readonly (string Number, string Name)[] Strays =
    [
        ("10", "USR1"), ("12", "USR2"), ("14", "ALRM"), ("16", "STKFLT"), ("24", "XCPU"), ("25", "XFSZ"), ("26", "VTALRM"), ("27", "PROF"),
        ("29", "IO"), ("30", "PWR"),
    ];

    [Fact]
    public async Task Case06_Hang_up_reads_the_files_again_and_strays_end_nothing()
    {
        using var agent = new RealAgent();
        await agent.ReadyAsync();
        agent.Signal("HUP");
        await agent.LogsAsync("asked by SIGHUP to read the files again");
        await agent.LogsAsync("files read again");
        await agent.NotifiesAsync("RELOADING=1\nMONOTONIC_USEC=");
        agent.Signal("PIPE");

        // By number, because shells do not know all the names.
        foreach (var (number, stray) in Strays)
        {
            agent.Signal(number);
            await agent.LogsAsync($"SIG{stray} is ignored");
        }

        Assert.Contains("\"status\"", await agent.HealthAsync());
        agent.Signal("HUP");
        agent.Signal("TERM");
        agent.Signal("TERM");
        Assert.Equal(0, await agent.EndAsync());
        Assert.Contains("\"kind\":\"stop\"", agent.Audit);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("QUIT")]
    public async Task Case06_Signals_that_ask_for_an_end_end_it_in_order(string signal)
    {
        using var agent = new RealAgent();
        await agent.ReadyAsync();
        agent.Signal(signal);
        Assert.Equal(0, await agent.EndAsync());
        Assert.Contains("STOPPING=1", agent.Notified);
        Assert.Contains("\"kind\":\"stop\"", agent.Audit);
    }

    [Theory]
    [InlineData("missed audit lines")]
    [InlineData("audit")]
    [InlineData("boot")]
    [InlineData("recovery")]
    [InlineData("jobs")]
    [InlineData("reload")]
    [InlineData("listener")]
    public async Task Bug_in_a_vital_task_is_reported_and_ends_the_agent_with_a_failure(string task)
    {
        using var agent = new RealAgent(task);
        Assert.Equal(70, await agent.EndAsync());
        Assert.Contains($"the agent cannot go on without its task '{task}'", agent.Log);
        Assert.Contains($"the fault point in '{task}'", agent.Log);
        Assert.True(task == "audit" || agent.Audit.Contains("\"kind\":\"stop\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("allow-list names")]
    [InlineData("patches")]
    [InlineData("locked refreshes")]
    [InlineData("revocation list")]
    [InlineData("manager repository")]
    [InlineData("reboot")]
    [InlineData("probe")]
    public async Task Bug_in_an_optional_task_degrades_health_and_the_task_is_started_again(string task)
    {
        using var agent = new RealAgent(task + "=3");
        await agent.LogsAsync($"the background task '{task}' failed and is started again in 4 s");
        Assert.Contains($"the background task '{task}' failed and is started again within 4 s: the fault point in '{task}'",
            Unescaped(await agent.HealthAsync()));
        await agent.LogsAsync($"the background task '{task}' is started again\n");
        agent.Signal("TERM");
        Assert.Equal(0, await agent.EndAsync());
    }

    private static string Unescaped(string json) => json.Replace("\\u0027", "'", StringComparison.Ordinal);
}
