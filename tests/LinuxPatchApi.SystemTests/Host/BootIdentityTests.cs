using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Host;

/// <summary>The agent's idea of the boot, with and without its sandbox.</summary>
public sealed class BootIdentityTests(AgentHost host) : IClassFixture<AgentHost>
{
    private const string Folder = "/etc/systemd/system/linux-patch-api.service.d";
    private const string DropIn = "/usr/lib/linux-patch-api/drop-ins/no-mount-namespace.conf";

    [Fact]
    public async Task Case59_A_change_of_the_sandbox_is_no_boot_and_a_boot_is_one()
    {
        var boot = await NewestAsync();
        var id = (await host.Client.PostAsync("/api/v1/system/reboot", """{"delay_seconds":3600}""")).Expect(202).Data.Text("job_id")!;
        await host.Sandbox.ShAsync($"mkdir -p {Folder}; cp {DropIn} {Folder}/; systemctl daemon-reload");
        await host.RestartAsync();
        Assert.Equal(boot, await NewestAsync());
        Assert.Equal("rebooting", (await host.Client.GetAsync($"/api/v1/jobs/{id}")).Data.Text("status"));
        (await host.Client.DeleteAsync("/api/v1/system/reboot")).Expect(200);

        var pid = await host.Sandbox.PidAsync();
        var real = (await host.Client.PostAsync("/api/v1/system/reboot", "{}")).Expect(202).Data.Text("job_id")!;
        await host.Sandbox.RebootedAsync(pid);
        await host.AnsweringAsync();
        Assert.Equal("completed", (await host.Client.EndAsync(real)).Text("status"));
        var next = await NewestAsync();
        Assert.NotEqual(boot, next);

        await host.Sandbox.ShAsync($"rm -r {Folder}; systemctl daemon-reload");
        await host.RestartAsync();
        Assert.Equal(next, await NewestAsync());
    }

    private async Task<string?> NewestAsync() =>
        (await host.Client.GetAsync("/api/v1/system/reboots?limit=1")).Expect(200).Data.Items("reboots")[0].Text("boot_id");
}
