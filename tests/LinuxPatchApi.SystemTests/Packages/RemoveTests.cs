using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Packages;

public sealed class RemoveTests(AgentHost host) : IClassFixture<AgentHost>
{
    [Fact]
    public async Task A_package_is_removed_and_its_configuration_file_stays()
    {
        var accepted = (await host.Client.DeleteAsync("/api/v1/packages/sample-settings")).Expect(202).Data;
        Assert.Equal("remove", accepted.Text("operation"));
        Assert.False(accepted.Flag("purge"));
        var job = await host.Client.EndAsync(accepted.Text("job_id")!);
        Assert.Equal("completed", job.Text("status"));
        Assert.Equal(("remove", "applied"),
            (job.Items("changes").Named("sample-settings").Text("action"), job.Items("changes").Named("sample-settings").Text("outcome")));
        Assert.Null(await host.Sandbox.VersionAsync("sample-settings"));
        Assert.True(File.Exists(host.Sandbox.Root + "/etc/sample-settings.conf"));
    }

    [Fact]
    public async Task A_removal_that_would_take_others_with_it_needs_force()
    {
        var before = await host.Sandbox.DatabaseAsync();
        var refused = await host.Client.DoneAsync("DELETE", "/api/v1/packages/sample-base");
        Assert.Equal(("failed", "DEPENDENCY_CONFLICT"), (refused.Text("status"), refused.Text("error_code")));
        Assert.Contains("sample-dependant", refused.Text("error"));
        Assert.Equal(before, await host.Sandbox.DatabaseAsync());
        (await host.Client.DeleteAsync("/api/v1/packages/sample-base?dry_run=true")).Expect(409, "DEPENDENCY_CONFLICT");

        var forced = await host.Client.DoneAsync("DELETE", "/api/v1/packages/sample-base?force=true");
        Assert.Equal("completed", forced.Text("status"));
        Assert.Equal(["sample-base", "sample-dependant"], forced.Items("changes").Names().Order(StringComparer.Ordinal));
        Assert.Null(await host.Sandbox.VersionAsync("sample-dependant"));
    }

    [Fact]
    public async Task What_only_the_removed_package_needed_goes_with_it_when_asked()
    {
        var updated = await host.Client.DoneAsync("PUT", "/api/v1/packages/sample-app");
        Assert.Equal("completed", updated.Text("status"));
        Assert.Equal("1.0-1", await host.Sandbox.VersionAsync("sample-addition"));
        var plan = (await host.Client.DeleteAsync("/api/v1/packages/sample-app?autoremove=true&dry_run=true")).Expect(200).Data;
        Assert.Contains("sample-addition", plan.Items("remove").Names());
        var job = await host.Client.DoneAsync("DELETE", "/api/v1/packages/sample-app?autoremove=true");
        Assert.Equal("completed", job.Text("status"));
        Assert.Null(await host.Sandbox.VersionAsync("sample-app"));
        Assert.Null(await host.Sandbox.VersionAsync("sample-addition"));
    }

    [Fact]
    public async Task A_package_that_is_not_installed_is_not_found()
    {
        (await host.Client.DeleteAsync("/api/v1/packages/sample-new?dry_run=true")).Expect(404, "PKG_NOT_FOUND");
        var job = await host.Client.DoneAsync("DELETE", "/api/v1/packages/sample-new");
        Assert.Equal(("failed", "PKG_NOT_FOUND"), (job.Text("status"), job.Text("error_code")));
    }

    [Fact]
    public async Task A_package_whose_removal_script_fails_stays_and_the_job_says_why()
    {
        await host.Client.DoneAsync("POST", "/api/v1/packages", """{"packages":[{"name":"sample-stuck"}]}""");
        var job = await host.Client.DoneAsync("DELETE", "/api/v1/packages/sample-stuck");
        Assert.Equal(("failed", "SCRIPT_FAILED"), (job.Text("status"), job.Text("error_code")));
        Assert.Contains("still in use", job.Text("output"));
        Assert.Equal("1.0-1", await host.Sandbox.VersionAsync("sample-stuck"));
    }

    [Theory]
    [InlineData("packagekit")]
    [InlineData("dpkg")]
    public async Task What_the_host_is_managed_with_is_not_removed(string package)
    {
        var job = await host.Client.DoneAsync("DELETE", $"/api/v1/packages/{package}");
        Assert.Equal(("failed", "DEPENDENCY_CONFLICT"), (job.Text("status"), job.Text("error_code")));
        Assert.NotNull(await host.Sandbox.VersionAsync(package));
    }

    [Theory]
    [InlineData("/api/v1/packages/sample-tiny1?purge=true", "OPTION_NOT_SUPPORTED")]
    [InlineData("/api/v1/packages/sample-tiny1?purge=maybe", "INVALID_REQUEST")]
    [InlineData("/api/v1/packages/sample-tiny1?forse=true", "INVALID_REQUEST")]
    [InlineData("/api/v1/packages/_x", "VALIDATION_ERROR")]
    public async Task A_wrong_request_is_refused(string path, string code) => (await host.Client.DeleteAsync(path)).Expect(400, code);
}
