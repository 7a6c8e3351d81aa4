using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Host;

/// <summary>The command, doctor over HTTP and health tell of one host the same.</summary>
public sealed class OneSetOfChecksTests(AgentHost host) : IClassFixture<AgentHost>
{
    [Fact]
    public async Task Case12_Package_manager_that_cannot_open_its_sources_is_told_by_doctor_and_health_and_cured()
    {
        const string file = "/etc/apt/sources.list.d/malformed.list";
        await host.Sandbox.ShAsync($"echo 'deb this is no source' > {file}");
        try
        {
            var check = (await host.Client.GetAsync("/api/v1/system/doctor")).Expect(200).Data.Items("checks").Named("offered-updates");
            Assert.Equal("failed", check.Text("status"));
            Assert.Contains("malformed.list", check.Text("problem"));
            var health = await host.Client.HealthAsync("degraded");
            Assert.StartsWith("failed: the offered updates could not be read", health.At("checks").Text("package_manager"));
        }
        finally
        {
            await host.Sandbox.ShAsync($"rm {file}");
        }

        await Eventually.AsWantedAsync(
            "a package manager that is well", host.Client.HealthAsync, h => h.At("checks").Text("package_manager") == "ok", seconds: 90);
    }

    [Fact]
    public async Task Case26_Command_fails_when_the_agent_is_stopped()
    {
        await host.Sandbox.ShAsync("systemctl stop linux-patch-api");
        try
        {
            var printed = await host.Sandbox.TryShAsync("linux-patch-api doctor");
            Assert.Equal(1, printed.Exit);
            Assert.Contains("failed   agent: inactive", printed.Output);
            Assert.Contains("failed   listening: ", printed.Output);
        }
        finally
        {
            await host.Sandbox.ShAsync("systemctl start linux-patch-api");
        }
    }
}
