using LinuxPatchApi.SystemTests.Protocol;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.SelfUpdate;

/// <summary>
/// Self-updates with real packages: a good one, and ones that would cut the host off. After each the host answers, on the new version or
/// the previous one, and the job says which.
/// </summary>
public sealed class SelfUpdateTests(SelfUpdateHost host) : IClassFixture<SelfUpdateHost>, IAsyncLifetime
{
    private const string Update = "/api/v1/system/update";
    private const string Package = "/api/v1/packages/linux-patch-api";
    private const string AtOnce = """{"restart_delay_seconds":0}""";

    public async ValueTask InitializeAsync() => await host.PresentAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    [Trait("Shows", "An update of itself, and the way back")]
    public async Task A_good_version_answers_within_five_seconds_and_only_then_is_the_job_completed()
    {
        (await host.Client.GetAsync(Update + "/status")).Expect(404, "NO_SELF_UPDATE_RECORD");
        await host.OfferAsync(SelfUpdateHost.Good);
        var accepted = (await host.Client.PutAsync(Package)).Expect(202).Data;
        Assert.Equal("self_update", accepted.Text("operation"));
        (await host.Client.PutAsync("/api/v1/packages/sample-tiny1")).Expect(409, "SELF_UPDATE_IN_PROGRESS");
        (await host.Client.PutAsync(Package)).Expect(409, "SELF_UPDATE_IN_PROGRESS");
        (await host.Client.PostAsync("/api/v1/system/reboot", """{"force":true}""")).Expect(409, "SELF_UPDATE_IN_PROGRESS");
        (await host.Client.DeleteAsync($"/api/v1/jobs/{accepted.Text("job_id")}")).Expect(409, "CANCEL_NOT_POSSIBLE");

        var seen = await WatchAsync(accepted.Text("job_id")!);
        var (job, longest) = (seen.Job, seen.Longest);
        Assert.Equal(("completed", null), (job.Text("status"), job.Text("error")));
        Assert.Contains($"version {SelfUpdateHost.Next} answers", job.Text("message"));
        Assert.True(longest < TimeSpan.FromSeconds(5), $"no answer for {longest.TotalSeconds:0.0} s");
        Assert.Equal(SelfUpdateHost.Next, (await host.Client.HealthAsync()).Text("version"));
        var status = (await host.Client.GetAsync(Update + "/status")).Expect(200).Data;
        Assert.Equal(("confirmed", SelfUpdateHost.Present, SelfUpdateHost.Next),
            (status.Text("status"), status.Text("from_version"), status.Text("target_version")));
        await Eventually.AsWantedAsync(
            "the guard to leave", () => host.Sandbox.UnitStateAsync("linux-patch-api-guard.service"), s => s == "inactive");
        Assert.Equal("", await host.Sandbox.ShAsync("ls /var/lib/linux_patch_api/self-update | grep -e deb -e linux-patch-api || true"));

        // A downgrade has to be asked for.
        var back = $$"""{"restart_delay_seconds":0,"target_version":"{{SelfUpdateHost.Present}}"}""";
        var refused = await host.Client.DoneAsync("POST", Update, back);
        Assert.Equal("failed", refused.Text("status"));
        Assert.Equal(SelfUpdateHost.Next, (await host.Client.HealthAsync()).Text("version"));
        var id = await host.Client.JobAsync("POST", Update, back.Replace("}", ",\"options\":{\"allow_downgrade\":true}}",
            StringComparison.Ordinal));
        job = (await WatchAsync(id)).Job;
        Assert.Equal(("completed", null), (job.Text("status"), job.Text("error")));
        Assert.Equal(SelfUpdateHost.Present, (await host.Client.HealthAsync()).Text("version"));
    }

    [Theory]
    [InlineData("exits")]
    [InlineData("hangs")]
    [InlineData("configuration")]
    [InlineData("architecture")]
    [InlineData("number")]
    public async Task A_version_that_does_not_answer_is_replaced_by_the_previous_one_and_the_job_says_so(string fault)
    {
        await host.OfferAsync(fault switch
        {
            "exits" => SelfUpdateHost.ExitsAtOnce,
            "hangs" => SelfUpdateHost.HangsBeforeListening,
            "configuration" => SelfUpdateHost.CannotReadTheConfiguration,
            "architecture" => SelfUpdateHost.OfAnotherArchitecture,
            _ => program => program,
        });

        // The one whose number is wrong listens before its guard stops it.
        var job = (await WatchAsync(await host.Client.JobAsync("POST", Update, AtOnce), stops: fault == "number" ? 2 : 1)).Job;
        Assert.Equal(
            ("failed", fault == "number" ? "PKG_MANAGER_ERROR" : "TIMEOUT"), (job.Text("status"), job.Text("error_code")));
        Assert.Contains(
            fault == "number" ? $"its program says {SelfUpdateHost.Present}" : $"did not answer within {SelfUpdateHost.Deadline} s",
            job.Text("error"));
        Assert.Contains($"version {SelfUpdateHost.Present} runs now", job.Text("error"));
        Assert.Equal("unchanged", job.Items("changes").Named("linux-patch-api").Text("outcome"));
        Assert.Equal(SelfUpdateHost.Present, (await host.Client.HealthAsync()).Text("version"));
        Assert.Equal(SelfUpdateHost.Present, await host.Sandbox.VersionAsync("linux-patch-api"));
        Assert.Equal("restored", (await host.Client.GetAsync(Update + "/status")).Expect(200).Data.Text("status"));

        // As good as before: the next job is admitted and done.
        Assert.Equal("completed", (await host.Client.DoneAsync("POST", "/api/v1/packages",
            """{"packages":[{"name":"sample-tiny1"}],"options":{"reinstall":false}}""")).Text("status"));
    }

    [Fact]
    public async Task While_another_job_is_active_it_is_refused_and_nothing_is_done()
    {
        await host.OfferAsync(SelfUpdateHost.Good);
        var other = await host.Client.JobAsync("POST", "/api/v1/patches/apply", """{"packages":["sample-tiny2"]}""");
        (await host.Client.PutAsync(Package)).Expect(409, "PACKAGE_DB_MUTATION_IN_PROGRESS");
        (await host.Client.PostAsync(Update, """{"restart":false}""")).Expect(400, "OPTION_NOT_SUPPORTED");
        await host.Client.EndAsync(other);
        Assert.Equal(SelfUpdateHost.Present, await host.Sandbox.VersionAsync("linux-patch-api"));
    }

    /// <summary>As where SELinux or a mount option refuses to execute the kept program: systemd's 203/EXEC.</summary>
    [Fact]
    public async Task Without_a_guard_nothing_is_changed_and_the_job_says_so()
    {
        const string folder = "/run/systemd/system/linux-patch-api-guard.service.d";
        await host.OfferAsync(SelfUpdateHost.Good);
        await host.Sandbox.ShAsync(
            $"mkdir -p {folder}; printf '[Service]\\nExecStart=\\nExecStart=/no/such guard-update\\n' >{folder}/x.conf; systemctl "
            + "daemon-reload");
        try
        {
            var job = (await WatchAsync(await host.Client.JobAsync("POST", Update, AtOnce), stops: 0)).Job;
            Assert.Equal("failed", job.Text("status"));
            Assert.Contains($"nothing would restore version {SelfUpdateHost.Present}: linux-patch-api-guard.service", job.Text("error"));
            Assert.Contains("nothing was changed", job.Text("error"));
            Assert.Equal(SelfUpdateHost.Present, await host.Sandbox.VersionAsync("linux-patch-api"));
            Assert.Equal("abandoned", (await host.Client.GetAsync(Update + "/status")).Expect(200).Data.Text("status"));
        }
        finally
        {
            await host.Sandbox.ShAsync($"rm -r {folder}; systemctl daemon-reload");
        }
    }

    /// <summary>As the fleet manager: its version comes with a revision, and its client believes the first end that it hears.</summary>
    [Theory]
    [InlineData("poll")]
    [InlineData("relay")]
    public async Task The_managers_update_ends_with_the_version_that_it_asked_for(string way)
    {
        const string revision = "-1";
        await SelfUpdateHost.OfferAsync(host.Sandbox, SelfUpdateHost.Next + revision, SelfUpdateHost.Good);
        Assert.Equal(
            [$"before {SelfUpdateHost.Present}", $"updated {SelfUpdateHost.Next}"],
            await ManagerClient.PlayAsync(host, "update", $"v{SelfUpdateHost.Next}{revision}", way));
    }

    [Fact]
    public async Task The_manager_reconnects_to_the_former_version_when_its_update_has_failed()
    {
        await host.OfferAsync(SelfUpdateHost.ExitsAtOnce);
        var lines = await ManagerClient.PlayAsync(host, "update", SelfUpdateHost.Next, "relay");
        Assert.StartsWith("failed ", lines[1], StringComparison.Ordinal);
        Assert.EndsWith($"; version {SelfUpdateHost.Present} runs now", lines[1], StringComparison.Ordinal);
        Assert.Equal(["dial 1 reconnected", $"after {SelfUpdateHost.Present}"], lines.Skip(2));
    }

    private Task<ChangeOver> WatchAsync(string id, int stops = 1) => ChangeOver.WatchAsync(host, id, stops);
}
