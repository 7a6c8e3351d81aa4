using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Packages;

public sealed class UpdateTests(AgentHost host) : IClassFixture<AgentHost>
{
    [Fact]
    [Trait("Feature", "PartialUpgrade")]
    public async Task One_package_is_updated_without_the_others()
    {
        var accepted = (await host.Client.PutAsync("/api/v1/packages/sample-tiny1")).Expect(202).Data;
        Assert.Equal(("update", "sample-tiny1"), (accepted.Text("operation"), accepted.Text("package")));
        var job = await host.Client.EndAsync(accepted.Text("job_id")!);
        Assert.Equal("completed", job.Text("status"));
        var change = Assert.Single(job.Items("changes"));
        Assert.Equal(("upgrade", "1.0-1", "1.1-1", "applied"),
            (change.Text("action"), change.Text("from_version"), change.Text("to_version"), change.Text("outcome")));
        Assert.Equal("1.1-1", await host.Sandbox.VersionAsync("sample-tiny1"));
        Assert.Equal("1.0-1", await host.Sandbox.VersionAsync("sample-tiny2"));
    }

    [Fact]
    [Trait("Feature", "ExactVersion")]
    public async Task An_exact_version_between_is_taken()
    {
        var accepted = (await host.Client.PutAsync("/api/v1/packages/sample-editor", """{"version":"1.1-1"}""")).Expect(202).Data;
        Assert.Equal("1.1-1", accepted.Text("target_version"));
        Assert.Equal("completed", (await host.Client.EndAsync(accepted.Text("job_id")!)).Text("status"));
        Assert.Equal("1.1-1", await host.Sandbox.VersionAsync("sample-editor"));
        var patches = (await host.Client.GetAsync("/api/v1/patches?name=sample-editor")).Expect(200).Data.Items("patches");
        Assert.Equal("1.1-1", patches.Named("sample-editor").Text("current_version"));
    }

    [Fact]
    public async Task A_version_that_does_not_exist_fails_and_changes_nothing()
    {
        var before = await host.Sandbox.VersionAsync("sample-tiny3");
        var job = await host.Client.DoneAsync("PUT", "/api/v1/packages/sample-tiny3", """{"version":"5.0-1"}""");
        Assert.Equal(("failed", "PKG_VERSION_NOT_FOUND"), (job.Text("status"), job.Text("error_code")));
        Assert.Equal(before, await host.Sandbox.VersionAsync("sample-tiny3"));
    }

    [Fact]
    [Trait("Feature", "Holds")]
    public async Task A_held_package_is_left_alone_and_taken_only_by_force_with_a_warning()
    {
        var refused = await host.Client.DoneAsync("PUT", "/api/v1/packages/sample-held");
        Assert.Equal(("failed", "DEPENDENCY_CONFLICT"), (refused.Text("status"), refused.Text("error_code")));
        Assert.Contains("held", refused.Text("error"));
        Assert.Equal("1.0-1", await host.Sandbox.VersionAsync("sample-held"));

        var forced = await host.Client.DoneAsync("PUT", "/api/v1/packages/sample-held", """{"options":{"force":true}}""");
        Assert.Equal("completed", forced.Text("status"));
        Assert.Contains(forced.Texts("warnings"), w => w.Contains("sample-held is held", StringComparison.Ordinal));
        Assert.Equal("2.0-1", await host.Sandbox.VersionAsync("sample-held"));
    }

    [Fact]
    public async Task A_package_without_an_update_completes_and_says_so()
    {
        var job = await host.Client.DoneAsync("PUT", "/api/v1/packages/sample-base");
        Assert.Equal("completed", job.Text("status"));
        Assert.Equal("skipped", job.Items("changes").Named("sample-base").Text("outcome"));
    }

    [Fact]
    public async Task A_package_that_is_not_installed_is_not_found()
    {
        (await host.Client.PutAsync("/api/v1/packages/sample-new", """{"dry_run":true}""")).Expect(404, "PKG_NOT_FOUND");
        var job = await host.Client.DoneAsync("PUT", "/api/v1/packages/sample-new");
        Assert.Equal(("failed", "PKG_NOT_FOUND"), (job.Text("status"), job.Text("error_code")));
    }

    [Theory]
    [InlineData("/api/v1/packages/sample-tiny1", """{"version":"1 1"}""", "VALIDATION_ERROR")]
    [InlineData("/api/v1/packages/.x", null, "VALIDATION_ERROR")]
    [InlineData("/api/v1/packages/sample-tiny1", """{"target":"1.1-1"}""", "INVALID_REQUEST")]
    [InlineData("/api/v1/packages/sample-tiny1", """{"options":{"reinstall":true}}""", "OPTION_NOT_SUPPORTED")]
    public async Task A_wrong_request_is_refused(string path, string? body, string code) =>
        (await host.Client.PutAsync(path, body)).Expect(400, code);
}
