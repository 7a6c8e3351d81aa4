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

    /// <summary>By the agent, by the command, and by the command while the agent does not run and while the bus is away.</summary>
    [Fact]
    public async Task No_remedy_names_a_command_of_another_init_system_or_package_manager()
    {
        var said = new List<string> { (await host.Agent.GetAsync("/api/v1/system/doctor")).Expect(200).ToString() };
        foreach (var path in (string[])
            ["/health", "/api/v1/system/info", "/api/v1/system/restarts", "/api/v1/patches", "/api/v1/packages", "/api/v1/summary"])
        {
            said.Add((await host.Agent.GetAsync(path)).ToString());
        }

        said.Add((await host.Agent.PostAsync("/api/v1/patches/apply", """{"dry_run": true}""")).ToString());
        said.Add((await host.Agent.PostAsync("/api/v1/system/services/dbus/restart", "{}")).ToString());
        said.Add((await host.Agent.PostAsync("/api/v1/system/repair", "{}")).ToString());
        said.Add((await host.Agent.PostAsync("/api/v1/system/update", "{}")).ToString());
        said.Add((await host.Sandbox.TryShAsync(
            "linux-patch-api doctor; linux-patch-api scan-restarts --help; linux-patch-api pki renew --help")).Text);
        await host.Sandbox.ShAsync("rc-service linux-patch-api stop");
        try
        {
            said.Add((await host.Sandbox.TryShAsync("linux-patch-api doctor")).Text);
            said.Add((await host.Sandbox.TryShAsync("linux-patch-api setup --allow 192.0.2.1 --no-start")).Text);
        }
        finally
        {
            await host.Sandbox.ShAsync("rc-service linux-patch-api start");
            await host.BackAsync();
        }

        Assert.Contains(said, text => text.Contains("rc-service linux-patch-api", StringComparison.Ordinal));
        Assert.All(
            said, text => Assert.DoesNotMatch(@"systemctl|journalctl|timesyncd|\bapt(-get)?\b|\bdpkg\b|\bdnf\b|\bpacman\b", text));
    }

    private async Task<string> PidAsync() => (await host.Sandbox.TryShAsync("pgrep -x linux-patch-api")).Output.Trim();
}
