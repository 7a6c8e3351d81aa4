using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Host;

public sealed class ServiceTests(AgentHost host) : IClassFixture<AgentHost>
{
    [Theory]
    [InlineData("sample-service")]
    [InlineData("sample-service.service")]
    public async Task A_running_service_is_healthy_and_has_a_main_process(string name)
    {
        var service = (await host.Client.GetAsync($"/api/v1/system/services/{name}")).Expect(200).Data;
        Assert.Equal("sample-service.service", service.Text("name"));
        Assert.Equal("Sample service", service.Text("display_name"));
        Assert.Equal(("active", "running", "loaded", "enabled"), (
            service.Text("active_state"), service.Text("sub_state"), service.Text("load_state"), service.Text("enabled_state")));
        Assert.Equal((await host.Sandbox.ShAsync("systemctl show -P MainPID sample-service")).Trim(),
            service.Number("main_pid").ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.True(service.Flag("healthy"));
    }

    [Fact]
    public async Task An_unknown_unit_is_not_found() =>
        (await host.Client.GetAsync("/api/v1/system/services/no-such-thing")).Expect(404, "SERVICE_NOT_FOUND");

    [Fact]
    public async Task A_service_that_its_socket_would_start_is_healthy_while_it_sleeps()
    {
        await UnitAsync("lazy.socket", "[Socket]\nListenStream=/run/lazy.socket\n");
        await UnitAsync("lazy.service", "[Service]\nExecStart=/bin/sleep infinity\n");
        await host.Sandbox.ShAsync("systemctl daemon-reload; systemctl start lazy.socket");
        var service = (await host.Client.GetAsync("/api/v1/system/services/lazy")).Expect(200).Data;
        Assert.Equal(("inactive", true, true), (service.Text("active_state"), service.Flag("healthy"), service.IsNull("main_pid")));
        await host.Sandbox.ShAsync("systemctl stop lazy.socket");
        Assert.False((await host.Client.GetAsync("/api/v1/system/services/lazy")).Data.Flag("healthy"));
    }

    [Theory]
    [InlineData("yes", true)]
    [InlineData("no", false)]
    public async Task A_finished_oneshot_is_healthy_when_it_remains(string remains, bool healthy)
    {
        await UnitAsync($"once-{remains}.service", $"[Service]\nType=oneshot\nRemainAfterExit={remains}\nExecStart=/bin/true\n");
        await host.Sandbox.ShAsync($"systemctl daemon-reload; systemctl start once-{remains}");
        Assert.Equal(healthy, (await host.Client.GetAsync($"/api/v1/system/services/once-{remains}")).Expect(200).Data.Flag("healthy"));
    }

    [Fact]
    public async Task A_failed_service_is_not_healthy()
    {
        await UnitAsync("sour.service", "[Service]\nExecStart=/bin/false\n");
        await host.Sandbox.ShAsync("systemctl daemon-reload; systemctl start sour || true");
        var service = await Eventually.AsWantedAsync(
            "the failed service",
            async () => (await host.Client.GetAsync("/api/v1/system/services/sour")).Expect(200).Data,
            s => s.Text("active_state") == "failed");
        Assert.False(service.Flag("healthy"));
    }

    private Task UnitAsync(string name, string content) => host.Sandbox.WriteAsync("/etc/systemd/system/" + name, content);
}
