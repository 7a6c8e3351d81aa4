using System.Security.Authentication;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Configuration;

/// <summary>Changed files are taken up without a restart after validation; a bad version leaves the old one in force.</summary>
public sealed class ReloadTests(AgentHost host) : IClassFixture<AgentHost>
{
    private const string File = "/etc/linux_patch_api/config.yaml";
    private const string Certificates = "/etc/linux_patch_api/certs";

    [Fact]
    public async Task A_changed_setting_is_in_force_without_a_restart()
    {
        var pid = await MainPidAsync();
        await host.Sandbox.WriteAsync(File, host.Configuration.Replace("read_burst: 100000", "read_burst: 1", StringComparison.Ordinal)
            .Replace("read_per_minute: 100000", "read_per_minute: 1", StringComparison.Ordinal));
        await Eventually.AsWantedAsync("the new limit", () => host.Client.GetAsync("/api/v1/jobs"), a => a.Status == 429);
        await host.Sandbox.WriteAsync(File, host.Configuration);
        await Eventually.AsWantedAsync("the old limit", () => host.Client.GetAsync("/api/v1/jobs"), a => a.Status == 200);
        Assert.Equal(pid, await MainPidAsync());
    }

    [Fact]
    public async Task A_bad_configuration_is_told_with_file_line_and_hint_and_does_not_come_into_force()
    {
        await host.Sandbox.WriteAsync(File, host.Configuration + "\njobs:\n  timeout_minutse: 5\n");
        var health = await Eventually.AsWantedAsync("degraded health", host.Client.HealthAsync, h => h.At("checks").Text("config") != "ok");
        Assert.Equal("degraded", health.Text("status"));
        (await host.Client.GetAsync("/api/v1/jobs")).Expect(200);
        var check = await host.Sandbox.TryShAsync("linux-patch-api check-config");
        Assert.Equal(78, check.Exit);
        Assert.Contains($"{File}:{host.Configuration.Split('\n').Length + 2}:", check.Text);
        Assert.Contains("timeout_minutes", check.Text);

        await host.Sandbox.WriteAsync(File, host.Configuration);
        await Eventually.AsWantedAsync("good health", host.Client.HealthAsync, h => h.Text("status") == "healthy");
        Assert.Equal(0, (await host.Sandbox.TryShAsync("linux-patch-api check-config")).Exit);
    }

    [Fact]
    public async Task Check_config_names_what_has_the_port_and_an_address_that_the_host_has_not_but_never_the_agent_itself()
    {
        Assert.Equal(0, (await host.Sandbox.TryShAsync("linux-patch-api check-config")).Exit);
        await host.Sandbox.WriteAsync("/etc/systemd/system/taken.socket", "[Socket]\nListenStream=0.0.0.0:12999\n");
        await host.Sandbox.WriteAsync("/etc/systemd/system/taken.service", "[Service]\nExecStart=/bin/sleep infinity\n");
        try
        {
            await host.Sandbox.ShAsync("systemctl daemon-reload; systemctl start taken.socket");
            await host.Sandbox.WriteAsync("/root/taken.yaml", "server:\n  bind: [\"0.0.0.0\", \"192.0.2.213\"]\n  port: 12999\n");
            var check = await host.Sandbox.TryShAsync("linux-patch-api check-config --config /root/taken.yaml");
            Assert.Equal(78, check.Exit);
            Assert.Contains(
                "/root/taken.yaml:3:9: error: server.port: 0.0.0.0:12999 is in use: \"systemd\" (process 1) listens there", check.Text);
            await host.Sandbox.WriteAsync("/root/taken.yaml", "server:\n  bind: 192.0.2.213\n");
            Assert.Contains(
                "/root/taken.yaml:2:9: error: server.bind: no interface of this host has 192.0.2.213",
                (await host.Sandbox.TryShAsync("linux-patch-api check-config --config /root/taken.yaml")).Text);
            await NonLocalBindAsync(1);
            Assert.DoesNotContain(
                "no interface", (await host.Sandbox.TryShAsync("linux-patch-api check-config --config /root/taken.yaml")).Text);
        }
        finally
        {
            await NonLocalBindAsync(0);
            await host.Sandbox.TryShAsync("systemctl stop taken.socket; rm /etc/systemd/system/taken.*");
        }
    }

    /// <summary>From outside: a container may not write the setting of its own network.</summary>
    private Task NonLocalBindAsync(int value) => Command.RunAsync(
        "ip", "netns", "exec", host.Sandbox.Link, "sh", "-c", $"echo {value} >/proc/sys/net/ipv4/ip_nonlocal_bind");

    [Fact]
    public async Task A_new_server_certificate_is_shown_to_new_connections()
    {
        var before = await ServerSerialAsync();
        await host.Sandbox.ShAsync(
            $"linux-patch-api pki issue --directory /root/pki --server --name renewed --ip {host.Sandbox.Address} --ip "
                + $"{host.Sandbox.Address6}; "
            + $"cp /root/pki/renewed.key.pem {Certificates}/k; cp /root/pki/renewed.pem {Certificates}/c; "
            + $"mv {Certificates}/k {Certificates}/server.key.pem; mv {Certificates}/c {Certificates}/server.pem");
        await Eventually.AsWantedAsync("the new certificate", ServerSerialAsync, s => s != before);
        await Eventually.AsWantedAsync("good health", host.Client.HealthAsync, h => h.Text("status") == "healthy");
    }

    [Fact]
    public async Task A_broken_server_certificate_leaves_the_old_one_in_force_and_degrades_health()
    {
        await host.Sandbox.ShAsync(
            $"cp {Certificates}/server.pem /root/good.pem; echo broken >{Certificates}/c; mv {Certificates}/c {Certificates}/server.pem");
        try
        {
            var health = await Eventually.AsWantedAsync(
                "degraded health", host.Client.HealthAsync, h => h.At("checks").Text("certificates") != "ok");
            Assert.Equal("degraded", health.Text("status"));
            Assert.NotEqual("", await ServerSerialAsync());
        }
        finally
        {
            await host.Sandbox.ShAsync($"cp /root/good.pem {Certificates}/c; mv {Certificates}/c {Certificates}/server.pem");
        }

        await Eventually.AsWantedAsync("good health", host.Client.HealthAsync, h => h.Text("status") == "healthy");
    }

    [Fact]
    public async Task Clear_text_is_a_start_up_error_that_does_not_loop()
    {
        await host.Sandbox.WriteAsync(File, "tls:\n  enabled: false\n");
        await host.Sandbox.TryShAsync("systemctl restart linux-patch-api.service");
        Assert.Equal("failed", await host.Sandbox.UnitStateAsync("linux-patch-api"));
        Assert.Equal("78", (await host.Sandbox.ShAsync("systemctl show -P ExecMainStatus linux-patch-api")).Trim());
        Assert.Equal("0", (await host.Sandbox.ShAsync("systemctl show -P NRestarts linux-patch-api")).Trim());
        Assert.Contains("tls.enabled", await host.Sandbox.JournalAsync());
        await host.Sandbox.WriteAsync(File, host.Configuration);
        await host.RestartAsync();
    }

    private async Task<string> ServerSerialAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await using var stream = await RawClient.ConnectAsync(host.Sandbox.Address, host.Identity, SslProtocols.Tls13, limit.Token);
        return stream.RemoteCertificate!.GetSerialNumberString();
    }

    private async Task<string> MainPidAsync() => (await host.Sandbox.ShAsync("systemctl show -P MainPID linux-patch-api")).Trim();
}
