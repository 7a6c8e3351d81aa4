using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using LinuxPatchApi.Cli;
using LinuxPatchApi.Enrolment;
using LinuxPatchApi.Tests.Cli;

namespace LinuxPatchApi.Tests.Enrolment;

/// <summary>The daemon itself, from no certificates to its listener.</summary>
public sealed class EnrollingAgentTests
{
    [Fact]
    public async Task Runs_while_it_waits_and_listens_after_the_approval_without_a_restart()
    {
        await using var agent = new EnrollingAgent();
        agent.Start();
        await agent.NotifiesAsync("STATUS=waiting for approval by an administrator of https://127.0.0.1");
        Assert.StartsWith("READY=1", agent.Notified, StringComparison.Ordinal);
        Assert.True(agent.IsRunning);
        Assert.False(await ListensAsync(agent));
        agent.Signal("HUP");
        await agent.NotifiesAsync("RELOADING=1");

        Assert.Equal(200, agent.Manager.Enrolments.Approve());
        await agent.NotifiesAsync($"listens on 127.0.0.1:{agent.Port}");
        Assert.True(await ListensAsync(agent));
        Assert.Equal(0, await agent.EndAsync());
    }

    [Fact]
    public async Task Without_trust_it_shows_the_fingerprint_sends_nothing_and_goes_on_when_the_configuration_has_it()
    {
        await using var agent = new EnrollingAgent(hasTrust: false);
        agent.Start();
        await agent.NotifiesAsync("nothing says how to verify the manager");
        Assert.Empty(agent.Manager.Requests);
        var fingerprint = ManagerTrust.Show(agent.Manager.Certificate.GetCertHashString(HashAlgorithmName.SHA256));
        await File.AppendAllTextAsync(
            agent.ConfigurationFile, $"  manager_ca: \"sha256:{fingerprint}\"\n", TestContext.Current.CancellationToken);
        await agent.NotifiesAsync("waiting for approval");
    }

    /// <summary>SIGKILL at instants that depend on nothing: each time it goes on, and the bundle is handed out once.</summary>
    [Fact]
    public async Task Killed_again_and_again_it_goes_on_where_it_was()
    {
        await using var agent = new EnrollingAgent();
        agent.Start();
        await agent.UntilAsync(
            () => File.Exists(agent.EnrolmentRecord)
                && File.ReadAllText(agent.EnrolmentRecord).Contains("\"Waiting\"", StringComparison.Ordinal),
            "a token");
        for (var i = 0; i < 3; i++)
        {
            agent.Kill();
            var seen = agent.Manager.Requests.Count;
            agent.Start();
            await agent.UntilAsync(() => agent.Manager.Requests.Count > seen, "a poll");
        }
        agent.Kill();
        Assert.Equal(200, agent.Manager.Enrolments.Approve());
        agent.Start();
        await agent.UntilAsync(() => agent.Manager.Enrolments.HandedOut == 1, "the bundle");
        await agent.UntilAsync(
            () => !File.ReadAllText(agent.EnrolmentRecord).Contains("\"Waiting\"", StringComparison.Ordinal), "the record of the bundle");
        agent.Kill();
        agent.Start();
        await agent.NotifiesAsync($"listens on 127.0.0.1:{agent.Port}");
        Assert.Single(agent.Manager.Requests, request => request.StartsWith("POST", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Goes_on_with_what_the_verb_has_begun_without_a_configured_manager()
    {
        await using var agent = new EnrollingAgent(hasTrust: false, hasManager: false);
        agent.Start();
        Assert.Equal((int)ExitCode.Configuration, await agent.ExitAsync());
        agent.Start("enroll", "--manager", agent.Manager.Address.AbsoluteUri, "--ca-file", agent.CaFile, "--no-wait");
        Assert.Equal((int)ExitCode.Ok, await agent.ExitAsync());

        agent.Start();
        await agent.NotifiesAsync("STATUS=waiting for approval by an administrator of https://127.0.0.1");
        Assert.Equal(200, agent.Manager.Enrolments.Approve());
        await agent.NotifiesAsync($"listens on 127.0.0.1:{agent.Port}");
        Assert.Single(agent.Manager.Requests, request => request.StartsWith("POST", StringComparison.Ordinal));
        Assert.Equal(0, await agent.EndAsync());
    }

    [Fact]
    public async Task Begins_nothing_by_itself_when_an_enrolment_of_the_verb_is_given_up()
    {
        await using var agent = new EnrollingAgent(hasTrust: false, hasManager: false);
        agent.Start("enroll", "--manager", agent.Manager.Address.AbsoluteUri, "--ca-file", agent.CaFile, "--no-wait");
        Assert.Equal((int)ExitCode.Ok, await agent.ExitAsync());
        agent.Start();
        await agent.NotifiesAsync("waiting for approval");
        var command = new CommandRunner();
        while (await command.RunAsync("enroll", "--abandon", "--config", agent.ConfigurationFile) == ExitCode.TemporaryFailure)
        {
            // The agent asks at this moment.
        }
        Assert.Equal((int)ExitCode.Configuration, await agent.ExitAsync());
        Assert.Single(agent.Manager.Requests, request => request.StartsWith("POST", StringComparison.Ordinal));
    }

    /// <summary>The manager forgets the certificates as it sends them.</summary>
    [Theory]
    [InlineData("HUP", null)]
    [InlineData("TERM", 0)]
    [InlineData("INT", (int)ExitCode.Interrupted, "enroll")]
    [InlineData("HUP", (int)ExitCode.Interrupted, "enroll")]
    public async Task Signal_in_the_middle_of_the_answer_loses_no_certificates(string signal, int? exit, params string[] verb)
    {
        await using var agent = new EnrollingAgent();
        agent.Start(verb);
        await agent.UntilAsync(
            () => File.Exists(agent.EnrolmentRecord)
                && File.ReadAllText(agent.EnrolmentRecord).Contains("\"Waiting\"", StringComparison.Ordinal),
            "a token");
        agent.Manager.Switches.Drip = TimeSpan.FromMilliseconds(20);
        Assert.Equal(200, agent.Manager.Enrolments.Approve());
        await agent.UntilAsync(() => agent.Manager.Enrolments.HandedOut == 1, "the bundle's first byte");
        agent.Signal(signal);
        if (exit is { } code)
        {
            Assert.Equal(code, await agent.ExitAsync());
            agent.Start();
        }
        await agent.NotifiesAsync($"listens on 127.0.0.1:{agent.Port}");
        Assert.Single(agent.Manager.Requests, request => request.StartsWith("POST", StringComparison.Ordinal));
    }

    private static async Task<bool> ListensAsync(EnrollingAgent agent)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, agent.Port, TestContext.Current.CancellationToken);
            // It asks every client for a certificate, so no more than the handshake's begin is seen here.
            return client.Connected;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
