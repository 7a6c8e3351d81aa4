using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Host;

public sealed class SystemInfoTests(AgentHost host) : IClassFixture<AgentHost>
{
    [Theory]
    [InlineData("/health")]
    [InlineData("/api/v1/health")]
    public async Task A_good_host_is_healthy(string path)
    {
        var health = (await host.Client.GetAsync(path)).Expect(200).Data;
        Assert.Equal("healthy", health.Text("status"));
        Assert.Empty(health.Items("degraded_reasons"));
        Assert.Equal("valid", health.Text("crl_status"));
        Assert.All(health.At("checks").EnumerateObject(), check => Assert.Equal("ok", check.Value.GetString()));
        Assert.Equal(
            ["config", "certificates", "package_manager", "job_queue", "init_system"],
            health.At("checks").EnumerateObject().Select(c => c.Name));
        Assert.True(health.Number("uptime_seconds") > 0);
        Assert.NotEqual("", health.At("build").Text("build_id"));
    }

    [Fact]
    public async Task System_info_tells_what_the_host_is()
    {
        var info = (await host.Client.GetAsync("/api/v1/system/info")).Expect(200).Data;
        Assert.Equal(host.Sandbox.Name, info.Text("hostname"));
        Assert.StartsWith("Debian GNU/Linux", info.Text("os"));
        Assert.Equal("12", info.Text("os_version"));
        Assert.Equal((await host.Sandbox.ShAsync("uname -r")).Trim(), info.Text("kernel"));
        Assert.Equal("x86_64", info.Text("architecture"));
        Assert.Equal(("apt", "packagekit", "systemd", "systemd-nspawn"),
            (info.Text("package_manager"), info.Text("backend"), info.Text("init_system"), info.Text("container")));
        Assert.False(info.Flag("pending_reboot"));
    }

    [Fact]
    public async Task Summary_agrees_with_the_answers_it_stands_for()
    {
        var patches = (await host.Client.GetAsync("/api/v1/patches")).Expect(200).Data;
        var summary = (await host.Client.GetAsync("/api/v1/summary")).Expect(200).Data;
        var updates = summary.At("updates");
        Assert.Equal(
            (patches.Number("total"), patches.Number("security_updates")), (updates.Number("total"), updates.Number("security")));
        Assert.Equal(
            updates.Number("total"), new[] { "critical", "high", "medium", "low", "unknown" }.Sum(severity => updates.Number(severity)));
        Assert.Equal((host.Sandbox.Name, false, true), (
            summary.Text("hostname"), summary.Flag("reboot_required"), summary.Flag("package_db_clean")));
        Assert.True(summary.Number("certificate_days_left") > 0);
        var next = summary.Number("jobs_next");
        Assert.Empty((await host.Client.GetAsync($"/api/v1/jobs?after={next}")).Expect(200).Data.Items("jobs"));
    }

    [Theory]
    [InlineData("/health?x=1")]
    [InlineData("/api/v1/summary?x=1")]
    [InlineData("/api/v1/system/info?x=1")]
    [InlineData("/api/v1/system/doctor?x=1")]
    [InlineData("/api/v1/system/services/cron?x=1")]
    public async Task A_query_where_none_is_known_is_refused(string path) =>
        (await host.Client.GetAsync(path)).Expect(400, "INVALID_REQUEST");

    [Fact]
    public async Task The_doctor_finds_nothing_wrong_over_http_and_on_the_command_line()
    {
        var report = (await host.Client.GetAsync("/api/v1/system/doctor")).Expect(200).Data;
        Assert.Equal("ok", report.Text("status"));
        string[] expected = ["config", "certificates", "bus", "init", "polkit", "packagekit", "network", "package-database",
            "package-dependencies", "other-updaters", "clock", "disk"];
        Assert.Empty(expected.Except(report.Items("checks").Names()));
        var printed = await host.Sandbox.TryShAsync("linux-patch-api doctor");
        Assert.True(printed.Exit == 0, printed.Output);
        Assert.All(expected, name => Assert.Contains($" {name}: ", printed.Output));
    }

    [Fact]
    public async Task The_version_on_the_command_line_is_that_of_the_running_agent()
    {
        var build = (await host.Client.HealthAsync()).At("build");
        var printed = await host.Sandbox.ShAsync("linux-patch-api --version");
        Assert.Contains((await host.Client.HealthAsync()).Text("version")!, printed);
        Assert.Contains(build.Text("commit")!, printed);
        Assert.Contains(build.Text("build_id")!, printed);
    }

    [Fact]
    public async Task A_reboot_marker_is_a_reason_and_that_of_a_kernel_is_none_in_a_container()
    {
        await host.Sandbox.ShAsync("echo linux-image-6.1 >/run/reboot-required.pkgs; touch /run/reboot-required");
        Assert.False((await host.Client.GetAsync("/api/v1/system/info")).Data.Flag("pending_reboot"));
        await host.Sandbox.ShAsync("echo libc6 >>/run/reboot-required.pkgs");
        var info = (await host.Client.GetAsync("/api/v1/system/info")).Data;
        Assert.True(info.Flag("pending_reboot"));
        Assert.Contains("libc6", Assert.Single(info.Texts("pending_reboot_reasons")));
        await host.Sandbox.ShAsync("rm /run/reboot-required /run/reboot-required.pkgs");
        Assert.False((await host.Client.GetAsync("/api/v1/system/info")).Data.Flag("pending_reboot"));
    }
}
