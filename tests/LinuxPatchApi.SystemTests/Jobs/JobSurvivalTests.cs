using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Jobs;

/// <summary>The agent dies or is restarted in the middle of a package transaction, which goes on without it.</summary>
public sealed class JobSurvivalTests(JobQueueHost host) : IClassFixture<JobQueueHost>
{
    [Theory]
    [InlineData("systemctl kill --signal=KILL linux-patch-api.service")]
    [InlineData("systemctl restart linux-patch-api.service")]
    public async Task A_job_whose_agent_goes_away_ends_with_the_truth(string how)
    {
        var (slow, package) = await host.BeginSlowAsync(6);
        var waiting = await host.Client.JobAsync(
            "PUT", how.Contains("KILL", StringComparison.Ordinal) ? "/api/v1/packages/sample-tiny1" : "/api/v1/packages/sample-tiny2");
        await host.Sandbox.ShAsync(how);
        await host.AnsweringAsync();
        var job = await host.Client.EndAsync(slow);
        Assert.Equal("completed", job.Text("status"));
        Assert.Equal("applied", job.Items("changes").Named(package).Text("outcome"));
        Assert.Equal("1.0-1", await host.Sandbox.VersionAsync(package));
        Assert.Equal("completed", (await host.Client.EndAsync(waiting)).Text("status"));
    }
}
