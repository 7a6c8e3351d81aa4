using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Jobs;

public sealed class RollbackTests(AgentHost host) : IClassFixture<AgentHost>
{
    [Fact]
    public async Task An_update_is_undone_to_the_former_version()
    {
        var update = (await host.Client.DoneAsync("PUT", "/api/v1/packages/sample-tiny1")).Text("job_id");
        Assert.True((await host.Client.GetAsync($"/api/v1/jobs/{update}")).Data.At("rollback").Flag("possible"));
        var accepted = (await host.Client.PostAsync($"/api/v1/jobs/{update}/rollback")).Expect(202).Data;
        Assert.Equal(("rollback", update), (accepted.Text("operation"), accepted.Text("original_job_id")));
        var undone = await host.Client.EndAsync(accepted.Text("job_id")!);
        Assert.Equal("completed", undone.Text("status"));
        Assert.Equal("1.0-1", await host.Sandbox.VersionAsync("sample-tiny1"));
        Assert.Equal(accepted.Text("job_id"), (await host.Client.GetAsync($"/api/v1/jobs/{update}")).Data.Text("rollback_job_id"));

        var refused = (await host.Client.PostAsync($"/api/v1/jobs/{update}/rollback")).Expect(409, "ROLLBACK_NOT_POSSIBLE");
        Assert.Equal([$"job {accepted.Text("job_id")} has already undone it"], refused.Error.At("details").Texts("reasons"));
    }

    [Fact]
    public async Task An_installation_is_undone_by_a_removal()
    {
        var install = (await host.Client.DoneAsync("POST", "/api/v1/packages", """{"packages":[{"name":"sample-new"}]}""")).Text("job_id");
        Assert.Equal("completed", (await host.Client.DoneAsync("POST", $"/api/v1/jobs/{install}/rollback")).Text("status"));
        Assert.Null(await host.Sandbox.VersionAsync("sample-new"));
    }

    [Fact]
    public async Task What_changed_nothing_cannot_be_undone()
    {
        var failed = (await host.Client.DoneAsync("POST", "/api/v1/packages", """{"packages":[{"name":"no-such-package"}]}"""))
            .Text("job_id");
        var refused = (await host.Client.PostAsync($"/api/v1/jobs/{failed}/rollback")).Expect(409, "ROLLBACK_NOT_POSSIBLE");
        Assert.NotEmpty(refused.Error.At("details").Texts("reasons"));
    }

    [Theory]
    [InlineData("x", 400, "INVALID_JOB_ID")]
    [InlineData("0f8fad5b-d9cb-469f-a165-70867728950e", 404, "JOB_NOT_FOUND")]
    public async Task A_wrong_job_is_refused(string id, int status, string code) =>
        (await host.Client.PostAsync($"/api/v1/jobs/{id}/rollback")).Expect(status, code);
}
