using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Packages;

public sealed class FailingScriptTests(AgentHost host) : IClassFixture<AgentHost>
{
    private const string Packages = "/api/v1/packages";

    [Fact]
    [Trait("Shows", "A failing script, told as the database has it")]
    public async Task A_failing_script_is_told_shown_in_health_and_cured_by_a_good_version()
    {
        var job = await host.Client.DoneAsync("POST", Packages, """{"packages":[{"name":"sample-failing","version":"1.0-1"}]}""");
        Assert.Equal(("failed", "SCRIPT_FAILED"), (job.Text("status"), job.Text("error_code")));
        Assert.Contains(job.Texts("logs"), l => l.Contains("the database cannot be converted", StringComparison.Ordinal));
        Assert.Contains("the database cannot be converted", job.Text("output"));
        Assert.Equal("different", job.Items("changes").Named("sample-failing").Text("outcome"));

        var health = await host.Client.HealthAsync("degraded");
        Assert.Contains(health.Texts("degraded_reasons"), r => r.Contains("sample-failing", StringComparison.Ordinal));
        Assert.StartsWith("failed:", health.At("checks").Text("package_manager"));
        var database = (await host.Client.GetAsync("/api/v1/system/doctor")).Expect(200).Data.Items("checks").Named("package-database");
        Assert.Equal("failed", database.Text("status"));
        Assert.Contains("sample-failing", database.Text("problem"));
        Assert.NotNull(database.Text("remedy"));
        Assert.Equal(1, (await host.Sandbox.TryShAsync("linux-patch-api doctor")).Exit);

        // PackageKit calls every later transaction a failure although it did its work.
        var other = await host.Client.DoneAsync("PUT", Packages + "/sample-tiny1");
        Assert.Equal("completed", other.Text("status"));
        Assert.Equal("1.1-1", await host.Sandbox.VersionAsync("sample-tiny1"));

        var cure = await host.Client.DoneAsync("POST", Packages, """{"packages":[{"name":"sample-failing","version":"1.1-1"}]}""");
        Assert.Equal("completed", cure.Text("status"));
        Assert.Equal("1.1-1", await host.Sandbox.VersionAsync("sample-failing"));
        await host.Client.HealthAsync("healthy");
        Assert.Equal(0, (await host.Sandbox.TryShAsync("linux-patch-api doctor")).Exit);
    }
}
