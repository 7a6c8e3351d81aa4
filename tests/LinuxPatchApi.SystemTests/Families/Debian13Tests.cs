using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Families;

/// <summary>PackageKit 1.3.1 with apt.</summary>
public sealed class Debian13Tests(Debian13Host host) : FamilyConformance<Debian13Host>(host)
{
    [Fact]
    public async Task A_reboot_that_a_package_asks_for_is_told_with_its_name()
    {
        Assert.Equal(
            "completed", (await Client.DoneAsync("POST", Packages, """{"packages": [{"name": "sample-reboot"}]}""")).Text("status"));
        await Host.Sandbox.ShAsync("rm -f /run/systemd/container");
        try
        {
            await Eventually.AsWantedAsync("the need of a reboot", InfoAsync, i => i.Flag("pending_reboot"));
            var restarts = (await Client.GetAsync("/api/v1/system/restarts")).Expect(200).Data;
            Assert.True(restarts.Flag("reboot_required"), restarts.ToString());
        }
        finally
        {
            await Host.Sandbox.ShAsync("rm -f /run/reboot-required /run/reboot-required.pkgs; echo systemd-nspawn >/run/systemd/container");
        }
    }

    [Fact]
    [Trait("Feature", "FileOwners")]
    public async Task A_service_whose_program_was_replaced_is_told_and_restarted()
    {
        // The package's program is a script, whose process is another program's: here one runs that the upgrade replaces.
        await Host.Sandbox.ShAsync("""
            cp /bin/sleep /usr/bin/sample-service
            cd /run/systemd/system; mkdir -p sample-service.service.d
            printf '[Service]\nExecStart=\nExecStart=/usr/bin/sample-service infinity\n' >sample-service.service.d/test.conf
            systemctl daemon-reload
            systemctl restart sample-service
            """);
        var before = await Host.Sandbox.ShAsync("systemctl show -P InvocationID sample-service");
        var job = await Client.DoneAsync("POST", Apply, """{"packages": ["sample-service"], "restart_services": "needed"}""");
        Assert.True(job.Text("status") == "completed", job.ToString());
        Assert.Contains(job.Items("restarted"), r => r.Text("unit") == "sample-service.service" && r.Text("outcome") == "restarted");
        Assert.NotEqual(before, await Host.Sandbox.ShAsync("systemctl show -P InvocationID sample-service"));
        Assert.Equal("active", await Host.Sandbox.UnitStateAsync("sample-service"));
    }
}
