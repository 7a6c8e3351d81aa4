using System.Text;
using LinuxPatchApi.ClientView;

namespace LinuxPatchApi.Tests.ClientView;

/// <summary>What the operator asked for becomes exactly one request; nothing is silently ignored.</summary>
public sealed class ClientCommandTests
{
    private const string Job = "01a20c4d-0000-7000-8000-000000000001";

    [Fact]
    public void A_plan_and_its_apply_are_the_same_selection()
    {
        var command = Parsed(["apply", "bash", "zlib*"],
            ("--security", [""]), ("--exclude", ["linux-*", "b"]), ("--restart-services", [""]), ("--allow-reboot", [""]),
            ("--refresh", [""]));

        Assert.Equal("/api/v1/patches/apply", command.First.Path);
        Assert.Equal("""
            {"dry_run":true,"packages":["bash","zlib*"],"exclude":["linux-*","b"],"security_only":true,"allow_reboot":true,
            "refresh":true,"restart_services":"needed"}
            """.ReplaceLineEndings(""), Encoding.UTF8.GetString(command.First.Body!));
        Assert.Equal("""
            {"plan_digest":"abc","packages":["bash","zlib*"],"exclude":["linux-*","b"],"security_only":true,"allow_reboot":true,
            "restart_services":"needed"}
            """.ReplaceLineEndings(""), Encoding.UTF8.GetString(command.Change("abc").Body));
    }

    [Fact]
    public void Other_changes_send_what_their_routes_take()
    {
        Assert.Equal(
            ($"/api/v1/jobs/{Job}/rollback", "{\"dry_run\":true,\"force\":true}"), Texts(Parsed(["undo", Job], ("--force", [""])).First));
        Assert.Equal(("/api/v1/system/repair", "{\"dry_run\":true}"), Texts(Parsed(["repair"]).First));
        Assert.Equal(("/api/v1/system/repair", "{}"), Texts(Parsed(["repair"]).Change(null)));
        Assert.Equal(
            ("/api/v1/system/reboot", "{\"force\":true,\"delay_seconds\":60,\"reason\":\"kernel\"}"),
            Texts(Parsed(["reboot"], ("--delay", ["60"]), ("--reason", ["kernel"]), ("--force", [""])).Change(null)));
    }

    [Fact]
    public void Case64_Repair_sends_the_digest_of_what_it_has_shown() =>
        Assert.Equal(("/api/v1/system/repair", "{\"plan_digest\":\"x\"}"), Texts(Parsed(["repair"]).Change("x")));

    [Theory]
    [InlineData("/api/v1/patches")]
    [InlineData("/api/v1/patches?security=true", "--security")]
    [InlineData("/api/v1/patches?security=true&max_age=60", "--security", "--refresh")]
    public void Lists_take_their_options_as_a_query(string expected, params string[] options) =>
        Assert.Equal(expected, Parsed(["patches"], [.. options.Select(o => (o, new[] { "" }))]).First.Path);

    [Theory]
    [InlineData("an action is needed")]
    [InlineData("unknown action \"aply\"; there are status, patches, plan, apply, watch, undo, jobs, reboot, "
        + "restarts, repair, doctor", "aply")]
    [InlineData("unknown action \"upgrade\"; there are status, ", "upgrade")]
    [InlineData("status has no option --yes", "status", "--yes")]
    [InlineData("plan has no option --no-wait", "plan", "--no-wait")]
    [InlineData("unexpected argument \"x\"", "jobs", "x")]
    [InlineData("watch needs one JOB", "watch")]
    [InlineData("undo needs one JOB", "undo", "../x")]
    [InlineData("--cancel stands alone", "reboot", "--cancel", "--force")]
    [InlineData("--delay is a number of seconds from 0 to 86400", "reboot", "--delay=86401")]
    [InlineData("--delay is a number of seconds from 0 to 86400", "reboot", "--delay=-1")]
    public void A_command_that_makes_no_sense_says_why(string expected, params string[] words)
    {
        var options = words.Where(w => w.StartsWith('-'))
            .ToDictionary(w => w.Split('=')[0], w => (IReadOnlyList<string>)[w.Split('=').Last()]);

        Assert.StartsWith(expected, ClientCommand.Parse([.. words.Where(w => !w.StartsWith('-'))], options).Problem);
    }

    [Fact]
    public void Every_action_has_a_name_that_is_read_and_a_first_request()
    {
        foreach (var action in Enum.GetValues<ClientAction>())
        {
            Assert.Equal(action, ClientCommand.Named(ClientCommand.NameOf(action)));
            var operands = action is ClientAction.Watch or ClientAction.Undo
                ? new[] { ClientCommand.NameOf(action), Job }
                : [ClientCommand.NameOf(action)];
            Assert.StartsWith("/", Parsed(operands).First.Path);
        }
    }

    private static ClientCommand Parsed(string[] operands, params (string Name, string[] Values)[] options)
    {
        var (command, problem) = ClientCommand.Parse(operands, options.ToDictionary(o => o.Name, o => (IReadOnlyList<string>)o.Values));
        Assert.Null(problem);
        return command!;
    }

    private static (string, string) Texts((string Path, byte[]? Body) request) => (request.Path, Encoding.UTF8.GetString(request.Body!));
}
