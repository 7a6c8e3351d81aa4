using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Jobs;

public sealed class JobListTests(AgentHost host) : IClassFixture<AgentHost>
{
    [Fact]
    public async Task Jobs_are_listed_newest_first_and_filtered()
    {
        var first = await host.Client.DoneAsync("PUT", "/api/v1/packages/sample-tiny1");
        var second = await host.Client.DoneAsync("POST", "/api/v1/packages", """{"packages":[{"name":"no-such-package"}]}""");
        var list = (await host.Client.GetAsync("/api/v1/jobs")).Expect(200).Data;
        Assert.Equal((50, 0), ((int)list.Number("limit"), (int)list.Number("offset")));
        var ids = list.Items("jobs").Select(j => j.Text("job_id")).ToList();
        Assert.True(ids.IndexOf(second.Text("job_id")) < ids.IndexOf(first.Text("job_id")));
        Assert.All(list.Items("jobs"), j => Assert.DoesNotContain("logs", j.EnumerateObject().Select(m => m.Name)));

        var failed = (await host.Client.GetAsync("/api/v1/jobs?status=failed&operation=install")).Expect(200).Data.Items("jobs");
        Assert.Contains(second.Text("job_id"), failed.Select(j => j.Text("job_id")));
        Assert.All(failed, j => Assert.Equal(("failed", "install"), (j.Text("status"), j.Text("operation"))));
        var oldest = (await host.Client.GetAsync("/api/v1/jobs?sort=created_at&order=asc&limit=1")).Expect(200).Data;
        Assert.Single(oldest.Items("jobs"));
        Assert.True(oldest.Number("total") >= 2);
    }

    [Fact]
    public async Task A_finished_job_is_deleted_and_then_unknown()
    {
        var id = (await host.Client.DoneAsync("PUT", "/api/v1/packages/sample-tiny2")).Text("job_id");
        var deleted = (await host.Client.DeleteAsync($"/api/v1/jobs/{id}")).Expect(200).Data;
        Assert.Equal((id, "deleted", "completed", "completed", true), (
            deleted.Text("job_id"), deleted.Text("action"), deleted.Text("previous_status"), deleted.Text("current_status"),
            deleted.Flag("deleted")));
        (await host.Client.GetAsync($"/api/v1/jobs/{id}")).Expect(404, "JOB_NOT_FOUND");
        (await host.Client.DeleteAsync($"/api/v1/jobs/{id}")).Expect(404, "JOB_NOT_FOUND");
    }

    [Fact]
    public async Task Changes_are_read_from_where_the_client_stopped_also_after_a_restart()
    {
        var first = (await host.Client.GetAsync("/api/v1/jobs?after=0")).Expect(200).Data;
        Assert.True(first.Flag("reset"));
        var job = await host.Client.JobAsync("POST", "/api/v1/patches/apply", """{"packages":[]}""");
        var ended = (await host.Client.GetAsync($"/api/v1/jobs/{job}?wait=60&until=ended")).Expect(200).Data;
        Assert.Equal("completed", ended.Text("status"));
        var changed = (await host.Client.GetAsync($"/api/v1/jobs?after={first.Number("next")}")).Expect(200).Data;
        Assert.False(changed.Flag("reset"));
        Assert.Equal([job], changed.Items("jobs").Select(j => j.Text("job_id")));
        await host.RestartAsync();
        var later = (await host.Client.GetAsync($"/api/v1/jobs?after={changed.Number("next")}")).Expect(200).Data;
        Assert.Equal((false, 0L), (later.Flag("reset"), later.Number("total")));
        (await host.Client.DeleteAsync($"/api/v1/jobs/{job}")).Expect(200);
        var removed = (await host.Client.GetAsync($"/api/v1/jobs?after={later.Number("next")}")).Expect(200).Data;
        Assert.Equal([job], removed.Texts("removed"));
    }

    [Fact]
    public async Task Jobs_are_known_after_a_restart_of_the_agent()
    {
        var before = await host.Client.DoneAsync("PUT", "/api/v1/packages/sample-tiny3");
        await host.RestartAsync();
        var after = (await host.Client.GetAsync($"/api/v1/jobs/{before.Text("job_id")}")).Expect(200).Data;
        Assert.Equal(before.GetRawText(), after.GetRawText());
    }

    [Theory]
    [InlineData("GET", "/api/v1/jobs/1", "INVALID_JOB_ID")]
    [InlineData("GET", "/api/v1/jobs/{0f8fad5b-d9cb-469f-a165-70867728950e}", "INVALID_JOB_ID")]
    [InlineData("DELETE", "/api/v1/jobs/x", "INVALID_JOB_ID")]
    [InlineData("GET", "/api/v1/jobs/0f8fad5b-d9cb-469f-a165-70867728950e?wait=0", "INVALID_REQUEST")]
    [InlineData("GET", "/api/v1/jobs/0f8fad5b-d9cb-469f-a165-70867728950e?wait=61", "INVALID_REQUEST")]
    [InlineData("GET", "/api/v1/jobs/0f8fad5b-d9cb-469f-a165-70867728950e?watch=1", "INVALID_REQUEST")]
    [InlineData("GET", "/api/v1/jobs/0f8fad5b-d9cb-469f-a165-70867728950e?until=ended", "INVALID_REQUEST")]
    [InlineData("GET", "/api/v1/jobs?after=-1", "INVALID_REQUEST")]
    [InlineData("GET", "/api/v1/jobs?after=1&status=failed", "INVALID_REQUEST")]
    [InlineData("GET", "/api/v1/jobs?status=done", "INVALID_REQUEST")]
    [InlineData("GET", "/api/v1/jobs?operation=purge", "INVALID_REQUEST")]
    [InlineData("GET", "/api/v1/jobs?sort=name", "INVALID_REQUEST")]
    [InlineData("GET", "/api/v1/jobs?order=1", "INVALID_REQUEST")]
    [InlineData("GET", "/api/v1/jobs?limit=0", "INVALID_REQUEST")]
    [InlineData("GET", "/api/v1/jobs?offset=x", "INVALID_REQUEST")]
    public async Task A_wrong_request_is_refused(string method, string path, string code) =>
        (await host.Client.SendAsync(method, path)).Expect(400, code);

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task An_unknown_job_is_not_found(string method) =>
        (await host.Client.SendAsync(method, "/api/v1/jobs/0f8fad5b-d9cb-469f-a165-70867728950e")).Expect(404, "JOB_NOT_FOUND");
}
