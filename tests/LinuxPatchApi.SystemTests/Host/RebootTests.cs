using LinuxPatchApi.SystemTests.Jobs;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Host;

public sealed class RebootTests(JobQueueHost host) : IClassFixture<JobQueueHost>
{
    private const string Reboot = "/api/v1/system/reboot";

    [Fact]
    public async Task A_reboot_is_real_and_its_job_completes_when_the_host_is_back()
    {
        var (boot, pid) = (await host.Sandbox.BootIdAsync(), await host.Sandbox.PidAsync());
        var accepted = (await host.Client.PostAsync(Reboot, """{"reason":"to see it come back"}""")).Expect(202).Data;
        Assert.Equal(("reboot", "to see it come back", 0, false), (
            accepted.Text("operation"), accepted.Text("reason"), (int)accepted.Number("delay_seconds"), accepted.Flag("force")));
        await host.Sandbox.RebootedAsync(pid);
        await host.AnsweringAsync();
        var job = await host.Client.EndAsync(accepted.Text("job_id")!);
        Assert.Equal("completed", job.Text("status"));
        Assert.NotEqual(boot, await host.Sandbox.BootIdAsync());
        Assert.Contains("the host came back", job.Text("message"));
    }

    [Fact]
    public async Task A_scheduled_reboot_freezes_admission_and_can_be_cancelled_once()
    {
        var boot = await host.Sandbox.BootIdAsync();
        var accepted = (await host.Client.PostAsync(Reboot, """{"delay_seconds":3600}""")).Expect(202).Data;
        var id = accepted.Text("job_id");
        Assert.Equal("rebooting", (await host.Client.GetAsync($"/api/v1/jobs/{id}")).Data.Text("status"));
        Assert.Contains("reboot",
            await ScheduledAsync());

        // And without logind: health and the summary name it with its job.
        foreach (var path in (string[])["/health", "/api/v1/summary"])
        {
            var ahead = (await host.Client.GetAsync(path)).Expect(200).Data.At("scheduled_shutdown");
            Assert.Equal(("reboot", id, accepted.Text("scheduled_at")), (ahead.Text("type"), ahead.Text("job_id"), ahead.Text("at")));
        }

        var second = (await host.Client.PostAsync(Reboot, """{"delay_seconds":60}""")).Expect(409, "ADMISSION_FROZEN");
        Assert.True(second.Headers.ContainsKey("Retry-After"));
        (await host.Client.PutAsync("/api/v1/packages/sample-tiny1")).Expect(409, "ADMISSION_FROZEN");
        (await host.Client.DeleteAsync($"/api/v1/jobs/{id}")).Expect(409, "CANCEL_NOT_POSSIBLE");

        var cancelled = (await host.Client.DeleteAsync(Reboot)).Expect(200).Data;
        Assert.Equal((id, "cancelled"), (cancelled.Text("job_id"), cancelled.Text("action")));
        Assert.Equal("cancelled", (await host.Client.GetAsync($"/api/v1/jobs/{id}")).Data.Text("status"));
        (await host.Client.DeleteAsync(Reboot)).Expect(404, "NO_REBOOT_SCHEDULED");
        Assert.Equal("completed", (await host.Client.DoneAsync("PUT", "/api/v1/packages/sample-tiny1")).Text("status"));
        Assert.Equal(boot, await host.Sandbox.BootIdAsync());
    }

    [Fact]
    public async Task What_somebody_else_scheduled_is_seen_until_it_is_taken_back()
    {
        Assert.Null(await AheadAsync());
        await host.Sandbox.ShAsync("shutdown -P +60");
        Assert.Equal("poweroff/", await Eventually.AsWantedAsync("the schedule", AheadAsync, ahead => ahead is not null));
        await host.Sandbox.ShAsync("shutdown -c");
        await Eventually.AsWantedAsync("no schedule", AheadAsync, ahead => ahead is null);
    }

    /// <summary>logind tells nobody; the job must say it long before the time that it had.</summary>
    [Fact]
    public async Task Case52_A_reboot_that_was_withdrawn_on_the_host_ends_its_job_and_opens_admission()
    {
        var id = (await host.Client.PostAsync(Reboot, """{"delay_seconds":2000}""")).Expect(202).Data.Text("job_id")!;
        await host.Sandbox.ShAsync("shutdown -c");
        var job = await host.Client.EndAsync(id);
        Assert.Equal(("failed", "REBOOT_ERROR", "the reboot was withdrawn on the host"),
            (job.Text("status"), job.Text("error_code"), job.Text("error")));
        await Eventually.AsWantedAsync("no schedule", AheadAsync, ahead => ahead is null);
        Assert.Equal("completed", (await host.Client.DoneAsync("PUT", "/api/v1/packages/sample-tiny1")).Text("status"));
    }

    /// <summary>Also then the host goes down only as the administrator said: nothing of the agent replaces or cancels it.</summary>
    [Fact]
    public async Task Case52_The_hosts_own_schedule_takes_the_place_of_a_reboot_and_is_replaced_by_none()
    {
        try
        {
            var id = (await host.Client.PostAsync(Reboot, """{"delay_seconds":2000}""")).Expect(202).Data.Text("job_id")!;
            await host.Sandbox.ShAsync("shutdown -P +60");
            var job = await host.Client.EndAsync(id);
            Assert.Equal(("failed", "REBOOT_ERROR"), (job.Text("status"), job.Text("error_code")));
            Assert.Matches("^a poweroff at 2[^ ]*Z, which somebody scheduled on the host, took its place$", job.Text("error"));
            await Eventually.AsWantedAsync("the schedule of the host", AheadAsync, ahead => ahead == "poweroff/");
            var theirs = await ScheduledAsync();
            Assert.Contains("poweroff", theirs);

            var none = (await host.Client.DeleteAsync(Reboot)).Expect(404, "NO_REBOOT_SCHEDULED");
            Assert.Contains("a poweroff at ", none.Error.Text("message"));
            foreach (var body in (string[])["{}", """{"force":true,"acknowledge_package_database_corruption_risk":true}"""])
            {
                var refused = (await host.Client.PostAsync(Reboot, body)).Expect(409, "ADMISSION_FROZEN");
                Assert.Contains("a poweroff at ", refused.Error.Text("message"));
            }

            await host.Sandbox.ShAsync("touch /run/reboot-required");
            var apply = await host.Client.DoneAsync(
                "POST", "/api/v1/patches/apply", """{"packages":["sample-tiny4"],"allow_reboot":true}""");
            Assert.Equal("completed", apply.Text("status"));
            Assert.Contains(
                apply.Texts("warnings"),
                w => w.StartsWith("a reboot is needed but was not made: a poweroff at ", StringComparison.Ordinal));
            Assert.Equal(theirs, await ScheduledAsync());
        }
        finally
        {
            await host.Sandbox.TryShAsync("rm -f /run/reboot-required; shutdown -c");
        }
    }

    [Fact]
    public async Task Active_jobs_block_a_reboot_and_force_alone_does_not_go_over_packages_being_written()
    {
        var (job, _) = await host.BeginSlowAsync(4);
        var blocked = (await host.Client.PostAsync(Reboot, "{}")).Expect(409, "REBOOT_BLOCKED");
        Assert.Equal([job], blocked.Error.At("details").Texts("active_jobs"));
        (await host.Client.PostAsync(Reboot, """{"force":true}""")).Expect(409, "PACKAGE_DB_MUTATION_IN_PROGRESS");
        Assert.Equal("completed", (await host.Client.EndAsync(job)).Text("status"));
    }

    [Fact]
    public async Task Somebody_elses_inhibitor_blocks_a_reboot()
    {
        await host.Sandbox.ShAsync(
            "systemd-run --quiet --unit=backup systemd-inhibit --what=shutdown --mode=block --who=backup --why='a backup runs' sleep "
                + "infinity");
        await Eventually.AsWantedAsync("the inhibitor", () => host.Sandbox.ShAsync("systemd-inhibit --list"),
            l => l.Contains("a backup runs", StringComparison.Ordinal));
        var blocked = (await host.Client.PostAsync(Reboot, "{}")).Expect(409, "REBOOT_BLOCKED");
        Assert.Contains("backup", Assert.Single(blocked.Error.At("details").Texts("inhibitors")));
        await host.Sandbox.ShAsync("systemctl stop backup");
    }

    [Fact]
    public async Task An_apply_that_needs_a_reboot_and_may_reboots_and_completes_afterwards()
    {
        await host.Sandbox.ShAsync("apt-get -q -y install sample-new=1.0-1 >/dev/null");
        await host.Sandbox.PublishAsync(
            "sample-new", "3.0-1", "--postinst", "touch /run/reboot-required; echo sample-new >>/run/reboot-required.pkgs");
        var (boot, pid) = (await host.Sandbox.BootIdAsync(), await host.Sandbox.PidAsync());
        var accepted = (await host.Client.PostAsync("/api/v1/patches/apply", """{"packages":["sample-new"],"allow_reboot":true}"""))
            .Expect(202).Data;
        Assert.True(accepted.Flag("auto_reboot"));
        await host.Sandbox.RebootedAsync(pid);
        await host.AnsweringAsync();
        var job = await host.Client.EndAsync(accepted.Text("job_id")!);
        Assert.Equal(("completed", "patch_apply"), (job.Text("status"), job.Text("operation")));
        Assert.Equal("applied", job.Items("changes").Named("sample-new").Text("outcome"));
        Assert.NotEqual(boot, await host.Sandbox.BootIdAsync());
        Assert.Equal("3.0-1", await host.Sandbox.VersionAsync("sample-new"));
    }

    [Fact]
    public async Task An_apply_that_may_reboot_and_needs_none_does_not()
    {
        var boot = await host.Sandbox.BootIdAsync();
        var job = await host.Client.DoneAsync(
            "POST", "/api/v1/patches/apply", """{"packages":["sample-tiny5"],"options":{"reboot":true}}""");
        Assert.Equal("completed", job.Text("status"));
        Assert.Contains("no reboot is needed", job.Text("message"));
        Assert.Equal(boot, await host.Sandbox.BootIdAsync());
    }

    [Theory]
    [InlineData("""{"delay_seconds":-1}""", "delay_seconds")]
    [InlineData("""{"delay_seconds":86401}""", "delay_seconds")]
    [InlineData("""{"delay":1}""", "delay")]
    [InlineData("""{"force":"yes"}""", "force")]
    [InlineData("""{"reason":""}""", "reason")]
    public async Task A_wrong_body_is_refused_by_the_name_of_its_member(string body, string field)
    {
        var answer = (await host.Client.PostAsync(Reboot, body)).Expect(400, "INVALID_REQUEST");
        Assert.Equal(field, answer.Field);
    }

    [Fact]
    public async Task A_dry_run_of_a_reboot_reserves_nothing()
    {
        var plan = (await host.Client.PostAsync(Reboot, """{"dry_run":true}""")).Expect(200).Data;
        Assert.Equal("reboot", plan.Text("operation"));
        (await host.Client.DeleteAsync(Reboot)).Expect(404, "NO_REBOOT_SCHEDULED");
    }

    /// <summary>What health says is ahead: its kind and its job, which is empty when somebody else has scheduled it.</summary>
    private async Task<string?> AheadAsync()
    {
        var data = (await host.Client.GetAsync("/health")).Expect(200).Data;
        return data.IsNull("scheduled_shutdown") ? null
            : $"{data.At("scheduled_shutdown").Text("type")}/{data.At("scheduled_shutdown").Text("job_id")}";
    }

    private Task<string> ScheduledAsync() => host.Sandbox.ShAsync(
        "busctl get-property org.freedesktop.login1 /org/freedesktop/login1 org.freedesktop.login1.Manager ScheduledShutdown");
}
