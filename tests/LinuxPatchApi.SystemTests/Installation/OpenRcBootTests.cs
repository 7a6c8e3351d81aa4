using System.Globalization;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Installation;

/// <summary>The agent's life under an OpenRC that was booted: <see cref="OpenRcTests"/> has its script on other hosts.</summary>
public sealed class OpenRcBootTests(OpenRcHost host) : IClassFixture<OpenRcHost>
{
    private const string Service = "/api/v1/system/services/linux-patch-api";

    [Fact]
    public async Task It_comes_back_when_it_is_killed_and_a_reload_keeps_the_process()
    {
        var first = await PidAsync();
        await host.Sandbox.ShAsync($"kill -KILL {first}");
        var second = await Eventually.AsWantedAsync("another agent", PidAsync, pid => pid.Length > 0 && pid != first);
        await host.BackAsync();

        await host.Sandbox.ShAsync("rc-service linux-patch-api reload");
        await host.BackAsync();
        Assert.Equal(second, await PidAsync());
    }

    [Fact]
    public async Task The_state_of_services_is_read_from_openrcs_files()
    {
        var own = (await host.Agent.GetAsync(Service)).Expect(200).Data;
        Assert.Equal(
            ("linux-patch-api", "Package updates over mutual TLS", "active", "running", "enabled", true),
            (own.Text("name"), own.Text("display_name"), own.Text("active_state"), own.Text("sub_state"), own.Text("enabled_state"),
                own.Flag("healthy")));
        Assert.Equal(await PidAsync(), own.Number("main_pid").ToString(CultureInfo.InvariantCulture));
        Assert.Equal("active", (await host.Agent.GetAsync("/api/v1/system/services/dbus")).Expect(200).Data.Text("active_state"));
        (await host.Agent.GetAsync("/api/v1/system/services/nosuch")).Expect(404, "SERVICE_NOT_FOUND");

        // A daemon of its own, which dies without anybody to start it again.
        await host.Sandbox.ShAsync("""
            printf '%s\n' '#!/sbin/openrc-run' command=/bin/sleep command_args=9999 \
                command_background=yes pidfile=/run/sample.pid >/etc/init.d/sample
            chmod 0755 /etc/init.d/sample
            rc-service sample start
            """);
        var sample = (await host.Agent.GetAsync("/api/v1/system/services/sample")).Expect(200).Data;
        Assert.Equal(
            ("active", "running", "disabled"),
            (sample.Text("active_state"), sample.Text("sub_state"), sample.Text("enabled_state")));
        await host.Sandbox.ShAsync("kill -KILL $(cat /run/sample.pid)");
        await Eventually.AsWantedAsync("a crash", () => host.Agent.GetAsync("/api/v1/system/services/sample"),
            a => a.Data.Text("active_state") == "failed" && a.Data.Text("sub_state") == "crashed" && !a.Data.Flag("healthy"));
        await host.Sandbox.ShAsync("rc-service sample zap");
        Assert.Equal("inactive", (await host.Agent.GetAsync("/api/v1/system/services/sample")).Expect(200).Data.Text("active_state"));
    }

    [Fact]
    public async Task It_is_in_the_runlevel_and_two_reboots_by_its_api_bring_it_back()
    {
        Assert.Contains("linux-patch-api", await host.Sandbox.ShAsync("rc-update show default"), StringComparison.Ordinal);
        for (var i = 0; i < 2; i++)
        {
            var pid = await host.Sandbox.PidAsync();
            var accepted = (await host.Agent.PostAsync("/api/v1/system/reboot", """{"reason":"to see it come back"}""")).Expect(202).Data;
            await host.Sandbox.RebootedAsync(pid);
            await host.BackAsync();
            var job = await host.Agent.EndAsync(accepted.Text("job_id")!);
            Assert.Equal("completed", job.Text("status"));
            Assert.Contains("the host came back", job.Text("message"), StringComparison.Ordinal);
        }
    }

    /// <summary>The agent has no capabilities there, and nobody wrote /run/systemd/container.</summary>
    [Fact]
    public async Task The_container_is_known_without_systemd()
    {
        var info = (await host.Agent.GetAsync("/api/v1/system/info")).Expect(200).Data;
        Assert.Equal(("openrc", "systemd-nspawn"), (info.Text("init_system"), info.Text("container")));
    }

    private async Task<string> PidAsync() => (await host.Sandbox.TryShAsync("pgrep -x linux-patch-api")).Output.Trim();
}
