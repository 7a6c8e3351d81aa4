using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Cli;
using LinuxPatchApi.Cli.Agents;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Cli.Agents;

/// <summary>The client as an operator types it, against an agent of TLS and sockets.</summary>
public sealed partial class ClientVerbTests : IDisposable
{
    private const string Job = "01a20c4d-0000-7000-8000-000000000001";
    private const string Plan = """{"digest":"d1","upgrade":[{"name":"bash","from_version":"1","to_version":"2"}],"skipped":[]}""";
    private const string Completed = """{"job_id":"J","status":"completed","progress":100,"message":"all applied","changes":["""
        + """{"name":"bash","action":"upgrade","from_version":"1","to_version":"2","outcome":"applied"}]}""";
    private readonly TemporaryDirectory _directory = new();
    private readonly CommandRunner _cli = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private readonly X509Certificate2 _server;
    private string? _reply = "y";
    private readonly CancellationTokenSource _stop = new();

    public ClientVerbTests()
    {
        var pki = _directory.File("pki");
        _cli.RunAsync("pki", "init", "--directory", pki).Wait();
        _cli.RunAsync("pki", "issue", "--directory", pki, "--server", "--name", "server", "--ip", "127.0.0.1").Wait();
        _cli.RunAsync("pki", "issue", "--directory", pki, "--client", "--name", "client").Wait();
        _server = X509Certificate2.CreateFromPemFile($"{pki}/server.pem", $"{pki}/server.key.pem");
    }

    public void Dispose()
    {
        _server.Dispose();
        _stop.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Patches_are_shown_and_json_is_the_answer_as_it_came()
    {
        var answer = Good("""{"patches":[{"name":"bash","current_version":"1","available_version":"2"}],"total":1,"security_updates":0}""");
        await using var agent = Agent(_ => answer);

        Assert.Equal(ExitCode.Ok, await ClientAsync(agent, "patches"));
        Assert.StartsWith("bash  1  ->  2", _output.ToString());
        _output.GetStringBuilder().Clear();
        Assert.Equal(ExitCode.Ok, await ClientAsync(agent, "patches", "--json"));
        Assert.Equal(answer + "\n", _output.ToString());
    }

    [Fact]
    public async Task An_apply_shows_the_plan_asks_and_does_exactly_that_plan()
    {
        var polls = 0;
        await using var agent = Agent(request => request switch
        {
            _ when request.Contains("dry_run") => Good(Plan),
            _ when request.StartsWith("POST") => "202 " + Good($$"""{"job_id":"{{Job}}","status":"pending"}"""),
            _ => Good(polls++ == 0 ? """{"status":"running","progress":50,"phase":"installing","current_package":"bash"}""" : Completed),
        });

        Assert.Equal(ExitCode.Ok, await ClientAsync(agent, "apply", "bash"));
        Assert.Equal($$"""
            upgrade  bash  1  ->  2
            1 change
            digest d1
            Apply this on {{agent.Host}}? [y/N] [########........]  50%  installing  bash
            [################] 100%  completed
            bash  upgrade  1  ->  2  applied
            completed: all applied

            """, _output.ToString());
        Assert.Equal(
            [
                "POST /api/v1/patches/apply {\"dry_run\":true,\"packages\":[\"bash\"]}",
                "POST /api/v1/patches/apply {\"plan_digest\":\"d1\",\"packages\":[\"bash\"]}",
                $"GET /api/v1/jobs/{Job}",
                $"GET /api/v1/jobs/{Job}?wait=20",
            ],
            agent.Requests);
        Assert.Single(agent.Keys);
    }

    [Theory]
    [InlineData("n", 1, "nothing was changed")]
    [InlineData("", 1, "nothing was changed")]
    [InlineData(null, 2, "")]
    public async Task Without_a_yes_nothing_is_sent(string? reply, int expected, string said)
    {
        _reply = reply;
        await using var agent = Agent(_ => Good(Plan));

        Assert.Equal(expected, (int)await ClientAsync(agent, "apply"));
        Assert.Contains(said, _output.ToString());
        Assert.Single(agent.Requests);
        Assert.Equal(ExitCode.Usage, await ClientAsync(agent, "apply", "--json"));
        Assert.Single(agent.Requests);
    }

    [Fact]
    public async Task An_empty_plan_is_not_applied_and_is_no_failure()
    {
        await using var agent = Agent(_ => Good("""{"digest":"d0","upgrade":[],"skipped":[]}"""));

        Assert.Equal(ExitCode.Ok, await ClientAsync(agent, "apply"));
        Assert.StartsWith("nothing to change", _output.ToString());
        Assert.Single(agent.Requests);
    }

    [Theory]
    [InlineData(1, """{"name":"bash","from_version":null,"to_version":null,"reason":"not installed, and no such patch is offered"}""")]
    [InlineData(1, """{"name":"bash","from_version":"1","to_version":"2","reason":"held"}""")]
    [InlineData(0, """{"name":"bash","from_version":"2","to_version":null,"reason":"no configured repository has a newer version"}""")]
    public async Task Apply_of_a_named_package_that_stays_undone_is_not_all_done(int code, string skipped)
    {
        await using var agent = Agent(_ => Good($$"""{"digest":"d0","upgrade":[],"skipped":[{{skipped}}]}"""));

        Assert.Equal(code, (int)await ClientAsync(agent, "apply", "bash", "--yes"));
        Assert.Contains("nothing to change, 1 left out", _output.ToString());
        Assert.Equal(code, (int)await ClientAsync(agent, "apply", "bash", "--yes", "--json"));
        Assert.Equal(ExitCode.Ok, await ClientAsync(agent, "apply", "--yes"));
        Assert.Equal(ExitCode.Ok, await ClientAsync(agent, "plan", "bash"));
    }

    [Theory]
    [InlineData]
    [InlineData("--no-wait")]
    [InlineData("--json")]
    public async Task A_named_package_left_out_beside_one_that_is_applied_is_not_all_done(params string[] options)
    {
        await using var agent = AgentWithout("bahs", "not installed");

        Assert.Equal(ExitCode.Failure, await ClientAsync(agent, ["apply", "bash", "bahs", "--yes", .. options]));
        Assert.Contains(agent.Requests, r => r.Contains("plan_digest"));
    }

    [Theory]
    [InlineData(2, "")]
    [InlineData(8, "")]
    [InlineData(10, "and 2 more")]
    public async Task A_refusal_is_printed_with_the_reasons_that_the_agent_gives_up_to_a_bound(int count, string more)
    {
        var reasons = string.Join(',', Enumerable.Range(1, count).Select(i => $"\"why {i}\""));
        await using var agent = Agent(_ => "409 " + Bad("ROLLBACK_NOT_POSSIBLE", "it cannot be undone", retryable: false)
            .Replace("\"details\":null", "\"details\":{\"reasons\":[" + reasons + "]}", StringComparison.Ordinal));

        Assert.Equal(ExitCode.Failure, await ClientAsync(agent, "undo", Job, "--yes"));
        var prefix = $"linux-patch-api client: {agent.Host}: ";
        string[] expected =
        [
            "ROLLBACK_NOT_POSSIBLE: it cannot be undone", .. Enumerable.Range(1, Math.Min(count, 8)).Select(i => $"  why {i}"),
            .. more.Length == 0 ? Array.Empty<string>() : [$"  {more}"],
        ];
        Assert.Equal(string.Concat(expected.Select(line => $"{prefix}{line}\n")), _error.ToString());
    }

    [Fact]
    public async Task A_change_whose_answer_was_lost_is_sent_again_under_the_same_key()
    {
        var lost = 0;
        await using var agent = Agent(request => request switch
        {
            _ when request.Contains("dry_run") => Good(Plan),
            _ when request.StartsWith("POST") => lost++ == 0 ? "" : "202 " + Good($$"""{"job_id":"{{Job}}"}"""),
            _ => Good(Completed),
        });

        var running = ClientAsync(agent, "apply", "--yes");
        await AdvanceUntilAsync(running);
        Assert.Equal(ExitCode.Ok, await running);
        Assert.Equal(2, agent.Keys.Count);
        Assert.Equal(agent.Keys[0], agent.Keys[1]);
    }

    /// <summary>As when the agent is restarted: it closes the connection, then nobody listens for some seconds.</summary>
    [Fact]
    public async Task A_change_whose_agent_went_away_after_it_was_sent_may_have_begun()
    {
        ScriptedAgent? self = null;
        await using var agent = self = Agent(request =>
        {
            if (request.Contains("dry_run"))
            {
                return Good(Plan);
            }
            self!.StopListening();
            return "";
        });

        Assert.Equal(ExitCode.TemporaryFailure, await ClientAsync(agent, "apply", "--yes"));
        Assert.Contains("the change may have begun", _error.ToString());
    }

    [Fact]
    public async Task A_failed_job_and_a_refusal_have_their_exit_codes()
    {
        await using var agent = Agent(_ => Good("""{"status":"failed","error_code":"GPG_ERROR","error":"no key","changes":[]}"""));
        Assert.Equal(ExitCode.Failure, await ClientAsync(agent, "watch", Job));
        Assert.EndsWith("failed: GPG_ERROR: no key\n", _output.ToString());

        await using var refusing = Agent(_ => "403 " + Bad("FORBIDDEN", "role viewer", retryable: false));
        Assert.Equal(ExitCode.NoPermission, await ClientAsync(refusing, "plan"));
        Assert.Contains($"client: {refusing.Host}: FORBIDDEN: role viewer", _error.ToString());
        await using var busy = Agent(_ => "429 " + Bad("RATE_LIMITED", "too many", retryable: true)
            .Replace("\"details\":null", "\"details\":{\"retry_after_seconds\":7}", StringComparison.Ordinal));
        Assert.Equal(ExitCode.TemporaryFailure, await ClientAsync(busy, "jobs"));
        Assert.Contains("RATE_LIMITED: too many; again in 7 s\n", _error.ToString());
        await using var changed = Agent(_ => "409 " + Bad("PLAN_CHANGED", "another plan", retryable: false));
        Assert.Equal(ExitCode.Failure, await ClientAsync(changed, "plan"));
        await using var foreign = Agent(_ => "404 {\"hello\":1}");
        Assert.Equal(ExitCode.Protocol, await ClientAsync(foreign, "status"));
    }

    [Fact]
    public async Task Ctrl_c_leaves_the_job_running_and_says_how_to_watch_it_again()
    {
        await using var agent = Agent(request =>
        {
            if (request.Contains("wait="))
            {
                _stop.Cancel();
            }
            return Good("""{"status":"running","progress":1,"phase":"downloading"}""");
        });

        var running = ClientAsync(agent, "watch", Job);
        await AdvanceUntilAsync(running);
        Assert.Equal(ExitCode.Interrupted, await running);
        Assert.Contains($"the job goes on; watch it: linux-patch-api client -H {agent.Host} watch {Job}", _output.ToString());
        Assert.DoesNotContain(agent.Requests, r => r.StartsWith("DELETE"));
    }

    [Fact]
    public async Task A_host_that_is_away_for_a_while_is_waited_for()
    {
        var polls = 0;
        await using var agent = Agent(_ => polls++ switch
        {
            0 => Good("""{"status":"rebooting","progress":95}"""),
            1 or 2 => "",
            3 => "503 " + Bad("BACKEND_UNAVAILABLE", "starting", retryable: true),
            _ => Good(Completed),
        });

        var running = ClientAsync(agent, "watch", Job);
        await AdvanceUntilAsync(running);
        Assert.Equal(ExitCode.Ok, await running);
        Assert.Contains("no answer for ", _output.ToString());
        Assert.EndsWith("completed: all applied\n", _output.ToString());
    }

    [Fact]
    public async Task Several_hosts_get_a_line_each_and_a_summary()
    {
        await using var one = Agent(_ => Good("""{"patches":[],"total":0}"""));
        await using var two = Agent(_ => Good("""{"patches":[],"total":7,"security_updates":3}"""));
        var file = _directory.Write("hosts.txt", $"{one.Host}\n{two.Host}\n127.0.0.1:9 # nobody\n");

        Assert.Equal(ExitCode.Unavailable, await RunAsync("client", "-f", file, "patches"));
        var lines = _output.ToString().Split('\n');
        Assert.Matches($"^{one.Host} +ok +no patches$", lines[0]);
        Assert.Matches($"^{two.Host} +ok +7 patches, 3 of them security$", lines[1]);
        Assert.Matches("^127.0.0.1:9 +failed +not reached: ", lines[2]);
        Assert.Equal("3 hosts: 2 ok, 1 failed", lines[3]);
    }

    [Fact]
    public async Task Several_hosts_apply_their_own_plans_after_one_question()
    {
        Func<string, string> answer = request => request switch
        {
            _ when request.Contains("dry_run") => Good(Plan),
            _ when request.StartsWith("POST") => "202 " + Good($$"""{"job_id":"{{Job}}"}"""),
            _ => Good(Completed),
        };
        await using var one = Agent(answer);
        await using var two = Agent(answer);
        await using var idle = Agent(_ => Good("""{"digest":"d0","upgrade":[]}"""));

        Assert.Equal(ExitCode.Ok, await RunAsync("client", "-H", one.Host, "-H", two.Host, "-H", idle.Host, "apply"));
        Assert.Contains("Apply this on 2 hosts? [y/N] ", _output.ToString());
        Assert.EndsWith("3 hosts: 3 ok, 0 failed\n", _output.ToString());
        Assert.Equal((3, 3, 1), (one.Requests.Count, two.Requests.Count, idle.Requests.Count));
    }

    [Fact]
    public async Task Several_hosts_in_json_are_a_line_each()
    {
        await using var one = Agent(_ => Good("""{"checks":[]}"""));

        Assert.Equal(ExitCode.Unavailable, await RunAsync("client", "-H", one.Host, "-H", "127.0.0.1:9", "doctor", "--json"));
        Assert.StartsWith(
            $"{{\"host\":\"{one.Host}\",\"answer\":{Good("{\"checks\":[]}")}}}\n"
            + "{\"host\":\"127.0.0.1:9\",\"answer\":null,\"error\":{\"code\":null,\"message\":\"not reached: ",
            _output.ToString());
    }

    [Fact]
    public async Task An_agent_of_another_authority_is_not_trusted()
    {
        await using var agent = Agent(_ => Good("{}"));
        await _cli.RunAsync("pki", "init", "--directory", _directory.File("other"));

        Assert.Equal(ExitCode.NoPermission, await RunAsync("client", "-H", agent.Host, "doctor", "--ca", _directory.File("other/ca.pem")));
        Assert.Contains(
            $"{agent.Host}: the handshake failed: the agent's certificate is not issued by an accepted authority; "
            + "another CA? name its files with --ca, --cert, --key\n", _error.ToString());
        Assert.Empty(agent.Requests);
    }

    [Fact]
    public async Task An_agent_whose_certificate_is_over_or_for_clients_is_told_which_of_these_it_is()
    {
        using var ofClient = X509Certificate2.CreateFromPemFile(_directory.File("pki/client.pem"), _directory.File("pki/client.key.pem"));
        await using var wrong = new ScriptedAgent(ofClient, _ => Good("{}"));
        Assert.Equal(ExitCode.NoPermission, await ClientAsync(wrong, "doctor"));
        Assert.Contains("the agent's certificate is not for servers", _error.ToString());
        Assert.DoesNotContain("expired", _error.ToString());

        await _cli.RunAsync("pki", "issue", "--directory", _directory.File("pki"), "--client", "--name", "client", "--days", "2000",
            "--force");
        await using var old = Agent(_ => Good("{}"));
        _cli.Clock.Advance(_server.NotAfter.ToUniversalTime() - _cli.Clock.GetUtcNow() + TimeSpan.FromDays(1));
        Assert.Equal(ExitCode.NoPermission, await ClientAsync(old, "doctor"));
        Assert.Contains("the agent's certificate expired on ", _error.ToString());
    }

    [Theory]
    [InlineData(2, "-H: a b is no host", "-H", "a b", "status")]
    [InlineData(2, "an action is needed", "-H", "a")]
    [InlineData(2, "doctor (did you mean status?)", "-H", "a", "stauts")]
    [InlineData(2, "jobs has no option --yes", "-H", "a", "jobs", "--yes")]
    [InlineData(66, "/none", "-f", "/none", "status")]
    [InlineData(66, "/none.pem does not exist; unpack the client.tar", "-H", "a", "status", "--ca", "/none.pem")]
    public async Task A_mistake_is_named(int code, string expected, params string[] arguments)
    {
        Assert.Equal(code, (int)await RunAsync(["client", .. arguments]));
        Assert.Contains(expected, _error.ToString());
    }

    private ScriptedAgent Agent(Func<string, string> answer) => new(_server, answer);

    /// <summary>An agent whose plan leaves a package out, and whose job does the rest.</summary>
    private ScriptedAgent AgentWithout(string name, string reason) => Agent(request => request switch
    {
        _ when request.Contains("dry_run") => Good(Plan.Replace(
            "\"skipped\":[]", $$"""
            "skipped":[{"name":"{{name}}","reason":"{{reason}}"}]
            """, StringComparison.Ordinal)),
        _ when request.StartsWith("POST") => "202 " + Good($$"""{"job_id":"{{Job}}"}"""),
        _ => Good(Completed),
    });

    private static string Good(string data) => $$"""{"success":true,"request_id":"r","timestamp":"t","data":{{data}},"error":null}""";

    private static string Bad(string code, string message, bool retryable) =>
        $$$"""{"success":false,"data":null,"error":{"code":"{{{code}}}","message":"{{{message}}}","details":"""
        + $$$"""null,"retryable":{{{(retryable ? "true" : "false")}}}}}""";

    private Task<ExitCode> ClientAsync(ScriptedAgent agent, params string[] arguments) =>
        RunAsync(["client", "-H", agent.Host, .. arguments]);

    private async Task<ExitCode> RunAsync(params string[] arguments)
    {
        string[] own = arguments.Contains("--ca") ? [] : ["--ca", _directory.File("pki/ca.pem")];
        var (options, failure) = OptionParser.Parse(
            ClientVerb.Verb.Options,
            [.. arguments.Skip(1), .. own, "--cert", _directory.File("pki/client.pem"), "--key", _directory.File("pki/client.key.pem")],
            allowOperands: true);
        Assert.Null(failure);
        var running = ClientVerb.RunAsync(
            options!, new CommandContext(_output, _error, _cli.Clock), new Terminal(false, 80, () => _reply), _stop.Token);
        await AdvanceUntilAsync(running);
        return await running;
    }

    /// <summary>The pauses of the client pass at once.</summary>
    private async Task AdvanceUntilAsync(Task running)
    {
        while (!running.IsCompleted)
        {
            _cli.Clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.WhenAny(running, Task.Delay(5, TestContext.Current.CancellationToken));
        }
    }
}
