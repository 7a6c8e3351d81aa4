using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Families;

/// <summary>What every family promises, in its own booted root; the installed set is read by the package manager's own tool.</summary>
public abstract class FamilyConformance<THost>(THost host) : IClassFixture<THost>, IAsyncLifetime
    where THost : FamilyHost
{
    protected THost Host => host;

    public async ValueTask InitializeAsync() => await host.ResetAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_host_is_told_with_its_package_manager_and_is_healthy()
    {
        // Known once the package service has answered.
        await Eventually.AsWantedAsync(
            "the package manager's name", async () => (await host.Client.GetAsync("/api/v1/system/info")).Expect(200).Data, i => i.Text("package_manager") == host.PackageManager);
        await host.Client.HealthAsync("healthy");
    }

    [Fact]
    public async Task The_list_is_what_the_database_says_and_follows_a_change_behind_the_agent_while_the_package_service_sleeps()
    {
        Assert.Equal("1.0-1", (await EditorAsync()).Text("version"));
        await host.Sandbox.ShAsync("systemctl stop packagekit");
        await host.InstallByHandAsync("sample-editor", "2.0-1");
        await Eventually.AsWantedAsync("the version in the database", EditorAsync, p => p.Text("version") == "2.0-1", seconds: 15);
    }

    [Fact]
    public async Task A_plan_is_applied_as_it_was_shown()
    {
        var before = await host.DatabaseAsync();
        var plan = (await host.Client.PostAsync("/api/v1/patches/apply", """{"dry_run": true, "exclude": ["sample-failing-update"]}""")).Expect(200).Data;
        Assert.Contains("sample-editor", plan.Items("upgrade").Names());
        Assert.Equal(before, await host.DatabaseAsync());

        var job = await host.Client.DoneAsync(
            "POST", "/api/v1/patches/apply", $$"""{"exclude": ["sample-failing-update"], "plan_digest": "{{plan.Text("digest")}}"}""");
        Assert.Equal("completed", job.Text("status"));
        Assert.All(job.Items("changes").Where(c => c.Text("outcome") != "skipped"), c => Assert.Equal("applied", c.Text("outcome")));
        Assert.Equal("2.0-1", await host.VersionAsync("sample-editor"));
        Assert.Equal("2.0-1", await host.VersionAsync("sample-app"));
        Assert.Equal("1.0-1", await host.VersionAsync("sample-addition"));
    }

    [Fact]
    public async Task What_cannot_be_installed_is_refused_and_nothing_changes()
    {
        var before = await host.DatabaseAsync();
        var answer = await host.Client.PostAsync("/api/v1/packages", """{"packages": [{"name": "sample-impossible"}]}""");
        if (answer.Status == 202)
        {
            var job = await host.Client.EndAsync(answer.Data.Text("job_id")!);
            Assert.Equal(("failed", "DEPENDENCY_CONFLICT"), (job.Text("status"), job.Text("error_code")));
        }
        else
        {
            answer.Expect(409, "DEPENDENCY_CONFLICT");
        }

        Assert.Equal(before, await host.DatabaseAsync());
    }

    [Fact]
    public async Task A_package_that_another_needs_goes_only_with_force()
    {
        var refused = await host.Client.DoneAsync("DELETE", "/api/v1/packages/sample-base");
        Assert.Equal("failed", refused.Text("status"));
        Assert.Equal("1.0-1", await host.VersionAsync("sample-base"));

        var removed = await host.Client.DoneAsync("DELETE", "/api/v1/packages/sample-base?force=true");
        Assert.Equal("completed", removed.Text("status"));
        Assert.Null(await host.VersionAsync("sample-base"));
        Assert.Null(await host.VersionAsync("sample-dependant"));
    }

    [Fact]
    public async Task A_package_is_installed_and_removed()
    {
        Assert.Equal("completed", (await host.Client.DoneAsync("POST", "/api/v1/packages", """{"packages": [{"name": "sample-addition"}]}""")).Text("status"));
        Assert.Equal("1.0-1", await host.VersionAsync("sample-addition"));
        Assert.Equal("completed", (await host.Client.DoneAsync("DELETE", "/api/v1/packages/sample-addition")).Text("status"));
        Assert.Null(await host.VersionAsync("sample-addition"));
    }

    private async Task<System.Text.Json.JsonElement> EditorAsync() =>
        (await host.Client.GetAsync("/api/v1/packages?status=installed&name=sample-editor")).Expect(200).Data.Items("packages").Named("sample-editor");
}
