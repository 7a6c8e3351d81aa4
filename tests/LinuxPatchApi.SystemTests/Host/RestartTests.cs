using System.Globalization;
using System.Text.Json;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Host;

/// <summary>What still runs replaced code after an upgrade. Each test begins with the starting state.</summary>
public sealed class RestartTests(DaemonsHost host) : IClassFixture<DaemonsHost>, IAsyncLifetime
{
    private const string Restarts = "/api/v1/system/restarts";

    public async ValueTask InitializeAsync() => await host.ResetAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    [Trait("Feature", "FileOwners")]
    public async Task Replaced_programs_and_libraries_are_told_by_unit_with_their_packages()
    {
        var before = (await host.Client.GetAsync(Restarts)).Expect(200).Data;
        Assert.Equal(("unit", 0L, true), (before.Text("source"), before.Number("unreadable"), before.IsNull("limitation")));
        Assert.True(before.Number("processes") > 8, before.ToString());
        Assert.Empty(before.Items("units"));
        Assert.False(before.Flag("reboot_required"));
        Assert.Contains(before.Texts("reboot_notes"), note => note.Contains("container", StringComparison.Ordinal));
        await ApplyAsync("""{"packages":["sample-codec","sample-daemon"]}""");
        var units = (await UntilAsync(r => r.Items("units").Count == 3)).Items("units");
        Assert.Equal(["sample-brittle.service", "sample-daemon.service", "sample-denied.service"], units.Select(u => u.Text("unit")!));
        var daemon = units[1];
        Assert.Equal(("service", true, true), (daemon.Text("kind"), daemon.Flag("restartable"), daemon.IsNull("reason")));
        Assert.Equal(["sample-codec", "sample-daemon"], daemon.Texts("packages"));
        Assert.Equal(["/usr/bin/sample-daemon", "/usr/lib/sample/libsample.so.1"], daemon.Items("files").Select(f => f.Text("path")!));
        Assert.All(daemon.Items("files"), file => Assert.Equal("deleted", file.Text("state")));
        var process = Assert.Single(daemon.Items("processes"));
        Assert.Equal("sample-daemon", process.Text("command"));
        Assert.Equal((await host.Sandbox.ShAsync("systemctl show -P MainPID sample-daemon")).Trim(),
            process.Number("pid").ToString(CultureInfo.InvariantCulture));
        Assert.Equal(["sample-codec"], units[0].Texts("packages"));
        Assert.Equal((false, "restart.deny has sample-denied.service"), (units[2].Flag("restartable"), units[2].Text("reason")));

        // A removed program that no package has any more: its owner is unknown, not guessed.
        await host.Sandbox.ShAsync(
            "cp /bin/sleep /opt/mine; systemd-run --property=Type=exec --unit=mine /opt/mine infinity; rm /opt/mine");
        var mine = (await UntilAsync(r => r.Items("units").Any(u => u.Text("unit") == "mine.service"))).Items("units")
            .First(u => u.Text("unit") == "mine.service");
        Assert.True(mine.IsNull("packages") && mine.Items("files")[0].IsNull("packages"), mine.ToString());
    }

    [Fact]
    public async Task Without_its_unit_the_agent_says_what_it_could_not_read()
    {
        await host.Sandbox.ShAsync("systemctl mask --now linux-patch-api-restarts.service");
        var found = await UntilAsync(r => r.Text("source") == "agent");
        Assert.True(found.Number("unreadable") > 5, found.ToString());
        Assert.Contains("linux-patch-api-restarts.service", found.Text("limitation"));
    }

    [Fact]
    public async Task A_service_that_does_not_come_back_fails_the_job_with_its_state()
    {
        await ApplyAsync("""{"packages":["sample-brittle"]}""");
        var job = await host.Client.DoneAsync("POST", "/api/v1/system/services/sample-brittle.service/restart", "{}");
        Assert.Equal(("failed", "UNKNOWN_ERROR"), (job.Text("status"), job.Text("error_code")));
        Assert.Contains("sample-brittle.service: did not come back: it is failed (failed), result exit-code", job.Text("error"));
        Assert.Equal("failed", Assert.Single(job.Items("restarted")).Text("outcome"));
    }

    [Fact]
    public async Task Services_that_need_it_are_restarted_after_an_apply_and_each_is_told()
    {
        var (daemon, denied) = (await host.InvocationAsync("sample-daemon"), await host.InvocationAsync("sample-denied"));
        var job = await host.Client.DoneAsync(
            "POST", "/api/v1/patches/apply",
            """{"packages":["sample-codec","sample-daemon","sample-brittle"],"restart_services":"needed"}""");
        Assert.Equal("completed", job.Text("status"));
        Assert.Equal(
            [("sample-brittle.service", "failed"), ("sample-daemon.service", "restarted"), ("sample-denied.service", "skipped")],
            job.Items("restarted").Select(r => (r.Text("unit")!, r.Text("outcome")!)));
        Assert.Equal("ran replaced code of sample-codec, sample-daemon", job.Items("restarted")[1].Text("reason"));
        Assert.Contains(job.Texts("warnings"), w => w.StartsWith("sample-brittle.service: did not come back", StringComparison.Ordinal));
        Assert.Contains("1 services restarted, 1 did not come back, 1 left as they are", job.Text("message"));
        Assert.NotEqual(daemon, await host.InvocationAsync("sample-daemon"));
        Assert.Equal(denied, await host.InvocationAsync("sample-denied"));
        var left = await UntilAsync(r => r.Items("units").Count == 1);
        Assert.Equal("sample-denied.service", left.Items("units")[0].Text("unit"));

        // Both forms, and nothing left to do.
        var again = await ApplyAsync("""{"packages":[],"options":{"restart_services":"needed"}}""");
        Assert.Equal(["skipped"], again.Items("restarted").Select(r => r.Text("outcome")!));
        (await host.Client.PostAsync("/api/v1/patches/apply", """{"restart_services":"all"}""")).Expect(400, "INVALID_REQUEST");
        (await host.Client.PostAsync("/api/v1/patches/apply", """{"restart_services":"none","options":{"restart_services":"needed"}}"""))
            .Expect(400, "INVALID_REQUEST");
    }

    private async Task<JsonElement> ApplyAsync(string body)
    {
        var job = await host.Client.DoneAsync("POST", "/api/v1/patches/apply", body);
        Assert.Equal("completed", job.Text("status"));
        return job;
    }

    /// <summary>A scan answers for some seconds, so a change is not seen at once.</summary>
    private Task<JsonElement> UntilAsync(Func<JsonElement, bool> wanted) =>
        Eventually.AsWantedAsync("the list as wanted", async () => (await host.Client.GetAsync(Restarts)).Expect(200).Data, wanted);
}
