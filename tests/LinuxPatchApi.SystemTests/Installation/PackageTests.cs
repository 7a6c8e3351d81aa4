using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Installation;

/// <summary>The Debian package by itself: Debian policy, and a host that is never left worse.</summary>
public sealed class PackageTests(BareHost host) : IClassFixture<BareHost>, IAsyncLifetime
{
    private const string Unit = "linux-patch-api.service";

    public async ValueTask InitializeAsync() => await host.ResetAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Without_certificates_it_is_installed_enabled_not_started_and_tells_how_to_finish()
    {
        var said = await InstallAsync(TestBed.Package());
        Assert.Contains("not started", said);
        Assert.Contains("linux-patch-api setup --allow ADDRESS", said);
        Assert.Contains("linux-patch-api install-bundle FILE", said);
        Assert.Equal("inactive", await host.Sandbox.UnitStateAsync(Unit));
        Assert.Equal("enabled", (await host.Sandbox.ShAsync($"systemctl is-enabled {Unit}")).Trim());
        await host.Sandbox.ShAsync($"systemctl start {Unit}");
        Assert.Equal("inactive", await host.Sandbox.UnitStateAsync(Unit));
        Assert.Equal(78, (await host.Sandbox.TryShAsync("linux-patch-api check-config")).Exit);
        Assert.Equal("running", (await host.Sandbox.TryShAsync("systemctl is-system-running")).Output.Trim());
    }

    [Fact]
    public async Task Its_files_are_closed_to_others()
    {
        await InstallAsync(TestBed.Package());
        Assert.Equal("750 root", (await host.Sandbox.ShAsync("stat -c '%a %U' /etc/linux_patch_api")).Trim());
        Assert.Equal("700 root", (await host.Sandbox.ShAsync("stat -c '%a %U' /etc/linux_patch_api/certs")).Trim());
    }

    [Fact]
    public async Task An_upgrade_restarts_the_agent_and_keeps_configuration_and_jobs()
    {
        var newer = await NewerAsync();
        await host.Sandbox.InstallAgentAsync(TestBed.Package());
        const string configuration = "# mine\nrate_limit:\n  enabled: false\n";
        await host.Sandbox.WriteAsync("/etc/linux_patch_api/config.yaml", configuration);
        await host.Sandbox.ShAsync($"systemctl start {Unit}");
        using var client = new AgentClient(host.Sandbox.Address, ClientIdentity.Of(host.Sandbox.ClientFiles));
        var job = await client.DoneAsync("PUT", "/api/v1/packages/sample-tiny1");
        var pid = await host.Sandbox.ShAsync($"systemctl show -P MainPID {Unit}");

        await InstallAsync(newer);
        await Eventually.AsWantedAsync("an answer of the upgraded agent", () => client.GetAsync("/health"), a => a.Status == 200);
        Assert.NotEqual(pid, await host.Sandbox.ShAsync($"systemctl show -P MainPID {Unit}"));
        Assert.Equal(configuration, await host.Sandbox.ShAsync("cat /etc/linux_patch_api/config.yaml"));
        Assert.Equal("completed", (await client.GetAsync($"/api/v1/jobs/{job.Text("job_id")}")).Expect(200).Data.Text("status"));
    }

    [Fact]
    public async Task Removing_stops_it_and_purging_leaves_nothing()
    {
        await host.Sandbox.InstallAgentAsync(TestBed.Package());
        await host.Sandbox.ShAsync($"systemctl start {Unit}");
        await host.Sandbox.ShAsync("dpkg -r linux-patch-api");
        Assert.NotEqual("active", await host.Sandbox.UnitStateAsync(Unit));
        Assert.True(File.Exists(host.Sandbox.Root + "/etc/linux_patch_api/config.yaml"));
        Assert.True(Directory.Exists(host.Sandbox.Root + "/var/lib/linux_patch_api"));
        Assert.False(File.Exists(host.Sandbox.Root + "/usr/bin/linux-patch-api"));

        await host.Sandbox.ShAsync("dpkg -P linux-patch-api");
        Assert.False(Directory.Exists(host.Sandbox.Root + "/etc/linux_patch_api"));
        Assert.False(Directory.Exists(host.Sandbox.Root + "/var/lib/linux_patch_api"));
        Assert.False(Directory.Exists(host.Sandbox.Root + "/var/log/linux_patch_api"));
        Assert.Equal("", await host.Sandbox.ShAsync("find / -xdev -path /proc -prune -o -name '*linux[-_]patch[-_]api*' -print"));
    }

    private async Task<string> InstallAsync(string package)
    {
        File.Copy(package, host.Sandbox.Root + "/root/agent.deb", overwrite: true);
        return await host.Sandbox.ShAsync("dpkg -i /root/agent.deb");
    }

    /// <summary>The same binary in a package of a higher version.</summary>
    private static async Task<string> NewerAsync()
    {
        var folder = Directory.CreateTempSubdirectory("newer");
        var deb = Path.Combine(folder.FullName, "linux-patch-api.deb");
        await Command.RunAsync("dpkg-deb", "-x", TestBed.Package(), folder.FullName);
        await Command.RunAsync(
            Path.Combine(TestBed.Repository, "packaging/deb/build"), Path.Combine(folder.FullName, "usr/bin/linux-patch-api"), deb, "99.0");
        return deb;
    }
}
