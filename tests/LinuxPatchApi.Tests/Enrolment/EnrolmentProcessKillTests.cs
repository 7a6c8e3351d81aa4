using System.Text.Json;
using LinuxPatchApi.Cli;
using LinuxPatchApi.Enrolment;
using LinuxPatchApi.Tests.Cli;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Enrolment;

/// <summary>The library that kills, built once.</summary>
public sealed class FileKills : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public FileKills() => Tool.Succeed(
        "clang", "-O1", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", Library,
        Path.Combine(Repository.Root, "tests/Support/KillPoints/file-kills.c"), "-lpthread");

    public string Library => _directory.File("file-kills.so");

    public void Dispose() => _directory.Dispose();
}

/// <summary>
/// SIGKILL for the real daemon at every effect on the disk that an enrolment has, with and without a restart of the manager before the
/// daemon's. It goes on, with the token that it had; a bundle that it has received in whole is not lost.
/// </summary>
public sealed class EnrolmentProcessKillTests(FileKills kills) : IClassFixture<FileKills>
{
    /// <summary>In the order of an enrolment.</summary>
    private static readonly string[] Points =
    [
        .. Record(nameof(EnrolmentStage.Asking)),
        .. Record(nameof(EnrolmentStage.Waiting)),
        "torn write answer.json", "after write answer.json", "before rename answer.json", "after rename answer.json",
        .. Record(nameof(EnrolmentStage.Received)),
        "before mkdir enrolled.", "after mkdir enrolled.",
        "torn write ca.pem", "after rename ca.pem", "torn write server.key.pem", "after rename server.key.pem",
        "torn write manager", "after rename manager", "torn write crl.pem", "after rename crl.pem",
        "torn write enrolled", "before rename enrolled", "after rename enrolled",
        .. Record(nameof(EnrolmentStage.Installed)),
        "before unlink answer.json", "after unlink answer.json",
        .. Record(nameof(EnrolmentStage.Ready)),
    ];

    /// <summary>The token was not on the disk as a whole: only an administrator who deletes the row can help.</summary>
    private static readonly string[] TokenIsLost = ["before write enrolment.json Waiting", "torn write enrolment.json Waiting"];

    /// <summary>Nor was the bundle, which the manager has forgotten: the one instant that no order of writes can close.</summary>
    private static readonly string[] BundleIsLost = ["torn write answer.json"];

    public static TheoryData<string> All => [.. Points.Except(BundleIsLost)];

    /// <summary>Two hosts side by side, one with a manager that restarts too: most of the time they wait for their next poll.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public Task Enrolment_goes_on_after_SIGKILL_at(string point) =>
        Task.WhenAll(GoesOnAsync(point, managerRestarts: false), GoesOnAsync(point, managerRestarts: true));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Bundle_that_was_torn_by_SIGKILL_is_asked_for_with_the_same_token_and_nothing_of_it_is_installed(bool managerRestarts)
    {
        await using var agent = await DeadAsync(BundleIsLost[0]);
        if (managerRestarts)
        {
            Locked(agent, () => agent.Manager.Enrolments.Restart());
        }
        var before = Polls(agent).Count;
        agent.Start();
        await agent.UntilAsync(() => Polls(agent).Count >= before + 2, "two more polls");
        Assert.Single(Posts(agent));
        Assert.Single(Polls(agent).Distinct());
        Assert.False(File.Exists(Path.Combine(agent.State, "enrolled")));
        // One that the agent is writing at this moment is none.
        await agent.UntilAsync(() => Leftovers(agent) is [], "no leftover");

        // What its words say: the host is deleted in the manager, and the enrolment is given up here.
        Locked(agent, () => agent.Manager.Enrolments.Hosts.Clear());
        var command = new CommandRunner();
        await agent.UntilAsync(
            () => command.RunAsync("enroll", "--abandon", "--config", agent.ConfigurationFile).GetAwaiter().GetResult() == ExitCode.Ok,
            "the end of an exchange");
        agent.Kill();
        agent.Start();
        await EnrolsAsync(agent);
        Assert.Equal(2, Posts(agent).Count);
    }

    private async Task GoesOnAsync(string point, bool managerRestarts)
    {
        await using var agent = await DeadAsync(point);
        if (managerRestarts)
        {
            Locked(agent, () => agent.Manager.Enrolments.Restart());
        }
        agent.Start();
        if (TokenIsLost.Contains(point))
        {
            await agent.NotifiesAsync("is pending already");
            Assert.Empty(Polls(agent));
            Locked(agent, agent.Manager.Enrolments.Deny);
        }
        await EnrolsAsync(agent);
        Assert.Equal(1, agent.Manager.Enrolments.HandedOut);
        Assert.Single(Polls(agent).Distinct());
        if (!TokenIsLost.Contains(point))
        {
            Assert.Single(Posts(agent));
        }
    }

    private static IEnumerable<string> Record(string stage) =>
    [
        $"before write enrolment.json {stage}", $"torn write enrolment.json {stage}", $"before rename enrolment.json {stage}",
        $"after rename enrolment.json {stage}",
    ];

    /// <summary>An agent that has died there.</summary>
    private async Task<EnrollingAgent> DeadAsync(string point)
    {
        var agent = new EnrollingAgent { KillLibrary = kills.Library };
        agent.DiesAt(point);
        agent.Start();
        // A token is approved only after the death that concerns it: what the manager forgets at its restart is another matter.
        var isEarly = Array.IndexOf(Points, point) < Array.IndexOf(Points, BundleIsLost[0]);
        await agent.DeathAsync(() => Approve(agent, !isEarly));
        return agent;
    }

    private static async Task EnrolsAsync(EnrollingAgent agent)
    {
        await agent.UntilAsync(
            () =>
            {
                Approve(agent, true);
                return agent.Notified.Contains($"listens on 127.0.0.1:{agent.Port}", StringComparison.Ordinal);
            },
            "the listener");
        await agent.UntilAsync(() => Stage(agent) == nameof(EnrolmentStage.Ready), "the last record");
        Assert.False(File.Exists(Path.Combine(agent.State, "enrolment/answer.json")), "the private key is on the disk a second time");
        await agent.UntilAsync(() => Leftovers(agent) is [], "no leftover");
        Assert.Single(Directory.GetDirectories(agent.State, "enrolled.*"));
    }

    private static void Approve(EnrollingAgent agent, bool isTime) => Locked(agent, () =>
    {
        if (isTime && agent.Manager.Enrolments.Waiting.Count > 0)
        {
            Assert.Equal(200, agent.Manager.Enrolments.Approve());
        }
    });

    private static string? Stage(EnrollingAgent agent)
    {
        using var record = JsonDocument.Parse(File.ReadAllBytes(agent.EnrolmentRecord));
        return record.RootElement.GetProperty("stage").GetString();
    }

    private static string[] Leftovers(EnrollingAgent agent) => Directory.GetFiles(Path.Combine(agent.State, "enrolment"), ".*.tmp");

    private static List<string> Posts(EnrollingAgent agent) => Requests(agent, "POST ");

    private static List<string> Polls(EnrollingAgent agent) => Requests(agent, "GET /api/v1/enroll/status/");

    private static List<string> Requests(EnrollingAgent agent, string kind)
    {
        lock (agent.Manager.Requests)
        {
            return [.. agent.Manager.Requests.Where(request => request.StartsWith(kind, StringComparison.Ordinal))];
        }
    }

    /// <summary>The fake answers under the same lock.</summary>
    private static void Locked(EnrollingAgent agent, Action action)
    {
        lock (agent.Manager.Requests)
        {
            action();
        }
    }
}
