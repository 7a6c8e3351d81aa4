using System.Text.Json;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Host;

/// <summary>What is told of reboots afterwards: of ours in their jobs, of all of them in the ledger.</summary>
public sealed class RebootProofTests(AgentHost host) : IClassFixture<AgentHost>, IAsyncLifetime
{
    private const string Reboot = "/api/v1/system/reboot";

    /// <summary>The tests start the agent more often than its unit allows in five minutes.</summary>
    public async ValueTask InitializeAsync() => await host.Sandbox.ShAsync("systemctl reset-failed linux-patch-api.service || true");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task The_job_of_a_reboot_shows_the_new_boot_the_kernels_and_what_failed_since()
    {
        await UnitAsync("failed-before");
        await host.Sandbox.ShAsync("systemctl start failed-before || true");
        await UnitAsync("failed-after");
        var former = await NewestAsync();
        var pid = await host.Sandbox.PidAsync();
        var id = (await host.Client.PostAsync(Reboot, """{"reason":"kernel of the week"}""")).Expect(202).Data.Text("job_id")!;
        await host.Sandbox.RebootedAsync(pid);
        await host.AnsweringAsync();
        var job = await host.Client.EndAsync(id);
        Assert.Contains("System is rebooting (linux-patch-api: kernel of the week (asked for by CN=client))",
            await host.Sandbox.ShAsync("journalctl --no-pager -u systemd-logind"));

        var proof = job.At("reboot");
        var kernel = (await host.Client.GetAsync("/api/v1/system/info")).Data.Text("kernel");
        Assert.Equal((kernel, kernel), (proof.Text("kernel_before"), proof.Text("kernel_after")));
        Assert.Equal(["failed-after.service"], proof.Texts("newly_failed_units"));
        Assert.Contains("units failed that had not failed before: failed-after.service", job.Texts("warnings"));

        var boot = await NewestAsync();
        Assert.NotEqual(former.Text("boot_id"), boot.Text("boot_id"));
        Assert.Equal((proof.Text("new_boot_id"), "agent", id, "kernel of the week", kernel), (
            boot.Text("boot_id"), boot.Text("cause"), boot.Text("job_id"), boot.Text("reason"), boot.Text("kernel_before")));
        Assert.Equal(job.At("requested_by").Text("subject"), boot.At("requested_by").Text("subject"));
        Assert.True(boot.At("went_down_at").GetDateTimeOffset() <= boot.At("booted_at").GetDateTimeOffset().AddSeconds(2), $"{boot}");
        await host.Sandbox.ShAsync("systemctl disable failed-before failed-after; systemctl reset-failed");
    }

    [Theory]
    [InlineData("systemctl reboot", null)]
    [InlineData("shutdown -r now 'rack move'", "rack move")]
    public async Task A_reboot_by_somebody_else_is_listed_as_such(string how, string? reason)
    {
        var pid = await host.Sandbox.PidAsync();
        await host.Sandbox.TryShAsync(how);
        await host.Sandbox.RebootedAsync(pid);
        await host.AnsweringAsync();
        var boot = await NewestAsync();
        Assert.Equal(("other", reason), (boot.Text("cause"), boot.Text("reason")));
        Assert.All((string[])["job_id", "requested_by"], member => Assert.True(boot.IsNull(member)));
        Assert.False(boot.IsNull("went_down_at"));
    }

    [Fact]
    public async Task A_reboot_before_the_time_of_the_job_is_not_the_jobs_but_ends_it()
    {
        var id = (await host.Client.PostAsync(Reboot, """{"delay_seconds":3600}""")).Expect(202).Data.Text("job_id")!;
        var pid = await host.Sandbox.PidAsync();
        await host.Sandbox.TryShAsync("systemctl reboot");
        await host.Sandbox.RebootedAsync(pid);
        await host.AnsweringAsync();
        var job = await host.Client.EndAsync(id);
        Assert.Equal("completed", job.Text("status"));
        Assert.EndsWith("by another reboot than this job's", job.Text("message"));
        Assert.Equal("other", (await NewestAsync()).Text("cause"));
    }

    [Fact]
    public async Task A_restart_of_the_agent_is_no_boot_and_the_list_has_pages()
    {
        var before = (await host.Client.GetAsync("/api/v1/system/reboots")).Expect(200).Data;
        await host.RestartAsync();
        var after = (await host.Client.GetAsync("/api/v1/system/reboots")).Expect(200).Data;
        Assert.Equal(before.Number("total"), after.Number("total"));
        Assert.Equal(before.Items("reboots").Select(b => b.Text("boot_id")), after.Items("reboots").Select(b => b.Text("boot_id")));
        Assert.Empty((await host.Client.GetAsync($"/api/v1/system/reboots?limit=1&offset={after.Number("total")}")).Expect(
            200).Data.Items("reboots"));
        Assert.Equal("limit", (await host.Client.GetAsync("/api/v1/system/reboots?limit=0")).Expect(400, "INVALID_REQUEST").Field);
    }

    [Fact]
    public async Task The_reason_is_what_users_are_told_and_in_the_journal_and_goes_with_the_cancellation()
    {
        (await host.Client.PostAsync(Reboot, """{"delay_seconds":3600,"reason":"a visible reason"}""")).Expect(202);
        Assert.Contains("linux-patch-api: a visible reason (asked for by CN=client)", await WallAsync());
        Assert.Contains("a visible reason", await host.Sandbox.JournalAsync());
        (await host.Client.DeleteAsync(Reboot)).Expect(200);
        Assert.DoesNotContain("a visible reason", await WallAsync());
    }

    [Fact]
    public async Task A_schedule_that_somebody_else_cancelled_fails_the_job_and_opens_admission()
    {
        var id = (await host.Client.PostAsync(Reboot, """{"delay_seconds":3600}""")).Expect(202).Data.Text("job_id")!;
        await host.Sandbox.ShAsync("shutdown -c");
        await host.RestartAsync();
        var job = await host.Client.EndAsync(id);
        Assert.Equal(("failed", "REBOOT_ERROR", "the reboot was withdrawn on the host"),
            (job.Text("status"), job.Text("error_code"), job.Text("error")));
        (await host.Client.PostAsync(Reboot, """{"delay_seconds":3600}""")).Expect(202);
        (await host.Client.DeleteAsync(Reboot)).Expect(200);
    }

    [Fact]
    public async Task A_scheduled_reboot_outlives_a_restart_of_the_agent()
    {
        var id = (await host.Client.PostAsync(Reboot, """{"delay_seconds":3600}""")).Expect(202).Data.Text("job_id")!;
        await host.RestartAsync();
        (await host.Client.PutAsync("/api/v1/packages/sample-tiny1")).Expect(409, "ADMISSION_FROZEN");
        var cancelled = (await host.Client.DeleteAsync(Reboot)).Expect(200).Data;
        Assert.Equal(id, cancelled.Text("job_id"));
        Assert.Equal("cancelled", (await host.Client.GetAsync($"/api/v1/jobs/{id}")).Data.Text("status"));
    }

    [Fact]
    public async Task A_lock_is_named_and_one_that_is_taken_after_the_reservation_stops_the_reboot()
    {
        try
        {
            await StoppedByALockAsync();
        }
        finally
        {
            await host.Sandbox.TryShAsync("systemctl stop backup");
        }
    }

    private async Task StoppedByALockAsync()
    {
        var boot = await host.Sandbox.BootIdAsync();
        var id = (await host.Client.PostAsync(Reboot, """{"delay_seconds":25}""")).Expect(202).Data.Text("job_id")!;
        await host.Sandbox.ShAsync(
            "systemd-run --quiet --unit=backup systemd-inhibit --what=shutdown --mode=block --who=backup --why='a backup runs' sleep "
                + "infinity");
        var job = await host.Client.EndAsync(id);
        Assert.Equal(("failed", "REBOOT_ERROR", "blocked by backup (a backup runs)"),
            (job.Text("status"), job.Text("error_code"), job.Text("error")));
        Assert.Equal(boot, await host.Sandbox.BootIdAsync());
        Assert.DoesNotContain("reboot", await LogindAsync("ScheduledShutdown"));

        var blocked = (await host.Client.PostAsync(Reboot, "{}")).Expect(409, "REBOOT_BLOCKED");
        Assert.Equal(["backup: a backup runs"], blocked.Error.At("details").Texts("inhibitors"));
        (await host.Client.PostAsync(Reboot, """{"force":true,"delay_seconds":3600}""")).Expect(202);
        (await host.Client.DeleteAsync(Reboot)).Expect(200);

        await host.Sandbox.ShAsync("touch /run/reboot-required");
        var apply = await host.Client.DoneAsync("POST", "/api/v1/patches/apply", """{"packages":["sample-tiny5"],"allow_reboot":true}""");
        await host.Sandbox.ShAsync("rm /run/reboot-required");
        Assert.Equal("completed", apply.Text("status"));
        Assert.Contains("a reboot is needed but was not made: blocked by backup (a backup runs)", apply.Texts("warnings"));
        Assert.True(apply.IsNull("reboot"));
    }

    private async Task<JsonElement> NewestAsync() =>
        (await host.Client.GetAsync("/api/v1/system/reboots?limit=1")).Expect(200).Data.Items("reboots")[0];

    private Task<string> WallAsync() => LogindAsync("WallMessage");

    private Task<string> LogindAsync(string property) =>
        host.Sandbox.ShAsync(
            $"busctl get-property org.freedesktop.login1 /org/freedesktop/login1 org.freedesktop.login1.Manager {property}");

    /// <summary>A unit of the boot that fails.</summary>
    private async Task UnitAsync(string name)
    {
        await host.Sandbox.WriteAsync(
            $"/etc/systemd/system/{name}.service", "[Service]\nType=oneshot\nExecStart=/bin/false\n[Install]\nWantedBy=multi-user.target\n",
            (UnixFileMode)0b110_100_100);
        await host.Sandbox.ShAsync($"systemctl daemon-reload; systemctl enable --quiet {name}");
    }
}
