using System.Text.Json;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Jobs;

/// <summary>
/// After a job and its undo the package database is what it was: versions of all packages, holds and marks. Each test has packages of its
/// own.
/// </summary>
public sealed class RollbackMatrixTests(AgentHost host) : IClassFixture<AgentHost>
{
    private const string Apply = "/api/v1/patches/apply";
    private const string Packages = "/api/v1/packages";

    [Fact]
    public Task A_new_installation_with_its_dependency() =>
        UndoneAsync("POST", Packages, """{"packages":[{"name":"sample-new","version":"1.0-1"},{"name":"sample-epoch"}]}""");

    [Fact]
    public Task An_update_that_brings_another_and_a_new_package() => UndoneAsync("PUT", Packages + "/sample-app");

    [Fact]
    [Trait("Feature", "AutomaticMarks")]
    public async Task An_update_of_automatically_installed_packages_leaves_their_marks()
    {
        await host.Sandbox.ShAsync("apt-mark auto sample-tiny1 sample-tiny2 >/dev/null");
        await UndoneAsync("POST", Apply, """{"packages":["sample-tiny1","sample-tiny2","sample-tiny3"]}""");
        await UndoneAsync("PUT", Packages + "/sample-tiny1", """{"version":"1.1-1"}""");
    }

    [Fact]
    public async Task A_held_package_keeps_its_hold_and_its_version()
    {
        await host.Sandbox.ShAsync("apt-mark hold sample-tiny4 >/dev/null");
        await UndoneAsync("POST", Apply, """{"packages":["sample-tiny5","sample-tiny6"]}""");
        await host.Sandbox.ShAsync("apt-mark unhold sample-tiny4 >/dev/null");
    }

    [Fact]
    public async Task A_removal_comes_back_with_its_configuration_file()
    {
        await host.Sandbox.ShAsync("echo 'value = mine' >/etc/sample-settings.conf");
        await UndoneAsync("DELETE", Packages + "/sample-settings");
        Assert.Equal("value = mine", (await host.Sandbox.ShAsync("cat /etc/sample-settings.conf")).Trim());
    }

    [Fact]
    public async Task A_removed_package_that_was_automatic_is_told_to_be_manual_now()
    {
        await host.Sandbox.ShAsync("apt-mark auto sample-editor >/dev/null");
        var undo = await UndoAsync(await host.Client.DoneAsync("DELETE", Packages + "/sample-editor"));
        Assert.Equal("completed", undo.Text("status"));
        Assert.Contains(undo.Texts("warnings"), w => w.Contains("apt-mark auto sample-editor", StringComparison.Ordinal));
        Assert.Equal("1.0-1", await host.Sandbox.VersionAsync("sample-editor"));
    }

    [Fact]
    public async Task An_undo_is_undone()
    {
        var update = await host.Client.DoneAsync("PUT", Packages + "/sample-tiny7");
        var after = await host.Sandbox.DatabaseAsync();
        var undo = await UndoAsync(update);
        Assert.Equal("1.0-1", await host.Sandbox.VersionAsync("sample-tiny7"));
        Assert.Equal("completed", (await UndoAsync(undo)).Text("status"));
        Assert.Equal(after, await host.Sandbox.DatabaseAsync());
    }

    [Fact]
    [Trait("Feature", "FileCache")]
    public async Task An_update_to_a_version_that_no_repository_gives_any_more_is_undone_from_the_kept_file()
    {
        Assert.Equal("completed", (await host.Client.DoneAsync("PUT", Packages + "/sample-tiny8")).Text("status"));
        await LoseAsync("sample-tiny8_1.1-1_all.deb", "sample-tiny8", "1.2-1");
        await UndoneAsync("POST", Apply, """{"packages":["sample-tiny8"]}""");
        Assert.Equal("1.1-1", await host.Sandbox.VersionAsync("sample-tiny8"));
    }

    [Fact]
    public async Task An_undo_takes_one_former_version_from_its_kept_file_and_another_from_the_repository()
    {
        Assert.Equal("completed", (await host.Client.DoneAsync("PUT", Packages + "/sample-tiny11")).Text("status"));
        await LoseAsync("sample-tiny11_1.1-1_all.deb", "sample-tiny11", "1.2-1");
        await UndoneAsync("POST", Apply, """{"packages":["sample-tiny11","sample-tiny12"]}""");
        Assert.Equal("1.1-1", await host.Sandbox.VersionAsync("sample-tiny11"));
        Assert.Equal("1.0-1", await host.Sandbox.VersionAsync("sample-tiny12"));
    }

    [Fact]
    public async Task Without_the_former_version_anywhere_the_undo_is_refused_before_anybody_needs_it()
    {
        await LoseAsync("sample-tiny9_1.0-1_all.deb", "sample-tiny9", "1.2-1");
        var update = await host.Client.DoneAsync("POST", Apply, """{"packages":["sample-tiny9"]}""");
        Assert.Equal("completed", update.Text("status"));
        var job = update.Text("job_id");
        var told = (await host.Client.GetAsync($"/api/v1/jobs/{job}")).Expect(200).Data.At("rollback");
        Assert.False(told.Flag("possible"));
        Assert.Contains(told.Texts("reasons"),
            r => r.StartsWith("sample-tiny9: no configured repository gives version 1.0-1", StringComparison.Ordinal));
        var refused = (await host.Client.PostAsync($"/api/v1/jobs/{job}/rollback")).Expect(409, "ROLLBACK_NOT_POSSIBLE");
        Assert.Equal(told.Texts("reasons"), refused.Error.At("details").Texts("reasons"));
        Assert.Equal("1.2-1", await host.Sandbox.VersionAsync("sample-tiny9"));
    }

    [Fact]
    public async Task A_job_in_which_one_script_failed_goes_back_as_a_whole()
    {
        Assert.Equal(
            "completed",
            (await host.Client.DoneAsync("POST", Packages, """{"packages":[{"name":"sample-failing-update","version":"1.0-1"}]}"""))
                .Text("status"));
        var before = await host.Sandbox.DatabaseAsync();
        var apply = await host.Client.DoneAsync("POST", Apply, """{"packages":["sample-failing-update","sample-tiny10"]}""");
        Assert.Equal("failed", apply.Text("status"));
        Assert.NotEqual(before, await host.Sandbox.DatabaseAsync());
        var undo = await UndoAsync(apply);
        Assert.True(undo.Text("status") == "completed", undo.ToString());
        Assert.Equal(before, await host.Sandbox.DatabaseAsync());
    }

    /// <summary>Does it, undoes it, and compares the package database with what it was.</summary>
    private async Task UndoneAsync(string method, string path, string? body = null)
    {
        var before = await host.Sandbox.DatabaseAsync();
        var job = await host.Client.DoneAsync(method, path, body);
        Assert.True(job.Text("status") == "completed", job.ToString());
        Assert.NotEqual(before, await host.Sandbox.DatabaseAsync());
        var undo = await UndoAsync(job);
        Assert.True(undo.Text("status") == "completed", undo.ToString());
        Assert.All(undo.Items("changes"), c => Assert.Equal("applied", c.Text("outcome")));
        Assert.Equal(before, await host.Sandbox.DatabaseAsync());
    }

    private async Task<JsonElement> UndoAsync(JsonElement job)
    {
        var id = job.Text("job_id");
        var told = (await host.Client.GetAsync($"/api/v1/jobs/{id}")).Expect(200).Data.At("rollback");
        Assert.True(told.Flag("possible"), told.ToString());
        return await host.Client.DoneAsync("POST", $"/api/v1/jobs/{id}/rollback");
    }

    /// <summary>The repository loses a file and gets a new version, as those that keep one version only do.</summary>
    private async Task LoseAsync(string file, string package, string version)
    {
        File.Delete($"{host.Sandbox.Archive}/pool/stable/{file}");
        await host.Sandbox.PublishAsync(package, version);
        await host.Sandbox.ShAsync("apt-get -q update >/dev/null");
    }
}
