using System.Diagnostics;
using System.Globalization;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Jobs;

public sealed class JobQueueTests(JobQueueHost host) : IClassFixture<JobQueueHost>
{
    [Fact]
    public async Task Reads_are_answered_while_a_slow_package_installs()
    {
        (await host.Client.GetAsync("/api/v1/patches")).Expect(200);
        var (job, _) = await host.BeginSlowAsync(4);
        string[] reads =
        [
            "/health", "/api/v1/system/info", "/api/v1/packages", "/api/v1/packages?status=upgradable", "/api/v1/packages/sample-base",
            "/api/v1/patches",
            "/api/v1/jobs", $"/api/v1/jobs/{job}", "/api/v1/system/services/cron",
        ];
        foreach (var path in reads)
        {
            var clock = Stopwatch.StartNew();
            (await host.Client.GetAsync(path)).Expect(200);
            Assert.True(clock.ElapsedMilliseconds < 1000, $"{path} took {clock.ElapsedMilliseconds} ms");
        }

        Assert.Equal("running", (await host.Client.GetAsync($"/api/v1/jobs/{job}")).Data.Text("status"));
        await host.Client.HealthAsync("healthy");
        Assert.Equal("completed", (await host.Client.EndAsync(job)).Text("status"));
    }

    [Fact]
    public async Task Changes_are_made_one_at_a_time_in_the_order_of_their_requests()
    {
        var (slow, _) = await host.BeginSlowAsync(2);
        var ids = new List<string> { slow };
        foreach (var package in new[] { "sample-tiny1", "sample-tiny2", "sample-tiny3" })
        {
            ids.Add(await host.Client.JobAsync("PUT", $"/api/v1/packages/{package}"));
        }

        Assert.Equal("queued", (await host.Client.GetAsync($"/api/v1/jobs/{ids[3]}")).Data.Text("phase"));
        DateTimeOffset former = default;
        foreach (var id in ids)
        {
            var job = await host.Client.EndAsync(id);
            Assert.Equal("completed", job.Text("status"));
            Assert.True(Time(job.Text("started_at")) >= former, job.ToString());
            former = Time(job.Text("completed_at"));
        }
    }

    [Fact]
    public async Task A_waiting_job_is_cancelled_at_once_and_changes_nothing()
    {
        var (slow, _) = await host.BeginSlowAsync(2);
        var waiting = await host.Client.JobAsync("PUT", "/api/v1/packages/sample-tiny4");
        var answer = (await host.Client.DeleteAsync($"/api/v1/jobs/{waiting}")).Expect(200).Data;
        Assert.Equal(("cancelled", "pending", "cancelled", false), (
            answer.Text("action"), answer.Text("previous_status"), answer.Text("current_status"), answer.Flag("deleted")));
        Assert.Equal("cancelled", (await host.Client.EndAsync(waiting)).Text("status"));
        Assert.Equal("completed", (await host.Client.EndAsync(slow)).Text("status"));
        Assert.Equal("1.0-1", await host.Sandbox.VersionAsync("sample-tiny4"));
    }

    [Fact]
    public async Task A_job_whose_scripts_run_cannot_be_cancelled()
    {
        var (slow, package) = await host.BeginSlowAsync(3);
        var running = await host.Client.UntilAsync(slow, j => !j.Flag("cancellable"));
        Assert.Equal("running", running.Text("status"));
        (await host.Client.DeleteAsync($"/api/v1/jobs/{slow}")).Expect(409, "CANCEL_NOT_POSSIBLE");
        Assert.Equal("completed", (await host.Client.EndAsync(slow)).Text("status"));
        Assert.Equal("1.0-1", await host.Sandbox.VersionAsync(package));
    }

    [Theory]
    [InlineData("PUT", "/api/v1/packages/sample-tiny5", null, "downloading", "sample-tiny5")]
    [InlineData("POST", "/api/v1/patches/apply", """{"packages":["sample-tiny8"]}""", "refreshing", "sample-tiny8")]
    [Trait("Feature", "Cancel")]
    public async Task A_job_that_fetches_is_cancelled_through_the_package_manager(
        string method, string path, string? body, string phase, string package)
    {
        // Changelogs are fetched in the background from the same server: a silent one would keep the package manager in that.
        await host.Client.PatchDetailsAsync();
        var repository = (await File.ReadAllTextAsync(Path.Combine(host.Sandbox.Root, "../supervisor.pid"))).Trim();
        await Command.RunAsync("kill", "-STOP", repository); // The repository's server goes silent in the middle.
        try
        {
            var id = await host.Client.JobAsync(method, path, body);
            await host.Client.UntilAsync(id, j => j.Text("phase") == phase && j.Flag("cancellable"));
            var answer = (await host.Client.DeleteAsync($"/api/v1/jobs/{id}")).Expect(200).Data;
            Assert.Equal(("cancelling", "running", "running"),
                (answer.Text("action"), answer.Text("previous_status"), answer.Text("current_status")));
            var ended = await host.Client.EndAsync(id);
            Assert.True(ended.Text("status") == "cancelled", ended.ToString());
            Assert.Equal("1.0-1", await host.Sandbox.VersionAsync(package));
        }
        finally
        {
            await Command.RunAsync("kill", "-CONT", repository);
        }

        Assert.Equal("completed", (await host.Client.DoneAsync(method, path, body)).Text("status"));
    }

    [Fact]
    public async Task A_long_poll_answers_at_the_change_and_not_before()
    {
        var (slow, _) = await host.BeginSlowAsync(3);
        var waiting = await host.Client.JobAsync("PUT", "/api/v1/packages/sample-tiny6");
        var clock = Stopwatch.StartNew();
        var unchanged = (await host.Client.GetAsync($"/api/v1/jobs/{waiting}?wait=1")).Expect(200).Data;
        Assert.Equal("pending", unchanged.Text("status"));
        Assert.InRange(clock.ElapsedMilliseconds, 900, 2500);
        var changed = (await host.Client.GetAsync($"/api/v1/jobs/{waiting}?wait=60")).Expect(200).Data;
        Assert.NotEqual("pending", changed.Text("status"));
        await host.Client.EndAsync(waiting);
        clock.Restart();
        (await host.Client.GetAsync($"/api/v1/jobs/{slow}?wait=60")).Expect(200);
        Assert.InRange(clock.ElapsedMilliseconds, 0, 1000);
    }

    [Fact]
    public async Task A_full_queue_refuses_and_says_when_to_come_again()
    {
        var (slow, _) = await host.BeginSlowAsync(3);
        var waiting = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            waiting.Add(await host.Client.JobAsync("PUT", "/api/v1/packages/sample-tiny7"));
        }

        var refused = (await host.Client.PutAsync("/api/v1/packages/sample-tiny7")).Expect(429, "QUEUE_FULL");
        Assert.True(int.Parse(refused.Headers["Retry-After"], CultureInfo.InvariantCulture) > 0);
        Assert.True(refused.Error.Flag("retryable"));
        await host.Client.EndAsync(slow);
        foreach (var id in waiting)
        {
            Assert.Equal("completed", (await host.Client.EndAsync(id)).Text("status"));
        }
    }

    [Fact]
    [Trait("Feature", "ScriptOutput")]
    public async Task Progress_and_the_words_of_scripts_are_seen_while_the_job_runs()
    {
        var (slow, package) = await host.BeginSlowAsync(3);
        var running = await host.Client.UntilAsync(slow, j => j.Text("phase") == "installing" && j.Text("current_package") is not null);
        Assert.Equal(package, running.Text("current_package"));
        Assert.InRange(running.Number("progress"), 0, 99);
        Assert.NotEmpty(running.Texts("logs"));
        var ended = await host.Client.EndAsync(slow);
        Assert.Equal(100, ended.Number("progress"));
        Assert.False(ended.Flag("cancellable"));
    }

    private static DateTimeOffset Time(string? text) => DateTimeOffset.Parse(text!, CultureInfo.InvariantCulture);
}
