using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Jobs;

/// <summary>The agent is killed at each record that a job writes: while it is written, before it is synced, and once it is on the disk.</summary>
public sealed class KillPointTests(CrashHost host) : IClassFixture<CrashHost>
{
    private const string Install = """{"packages":[{"name":"sample-new"}]}""";

    [Theory]
    [InlineData("torn")]
    [InlineData("written")]
    [InlineData("synced")]
    public async Task Every_admitted_job_is_accounted_for_whichever_record_the_agent_dies_at(string when)
    {
        await RemoveAsync();
        var before = host.Records();
        Assert.Equal("completed", (await host.Client.DoneAsync("POST", "/api/v1/packages", Install)).Text("status"));
        var records = host.Records() - before;
        Assert.True(records >= 6, $"a job writes only {records} records");
        for (var record = 1; record <= records; record++)
        {
            await RemoveAsync();
            await KilledAtAsync(new KillPoint(when, record));
        }
    }

    private Task RemoveAsync() => host.Sandbox.ShAsync("dpkg -r sample-new >/dev/null 2>&1");

    private async Task KilledAtAsync(KillPoint point)
    {
        var known = await host.JobIdsAsync();
        await host.ArmAsync(point);
        var admitted = await host.TryJobAsync("POST", "/api/v1/packages", Install);
        await Eventually.AsWantedAsync($"the kill at {point}", () => Task.FromResult(host.Killed()), killed => killed == point.ToString());
        var job = await host.NewJobAsync(known, admitted);

        // What was never on the disk was never admitted: no 202 was sent, and nothing is done.
        Assert.Equal(point is { When: "torn", Record: 1 }, job is null);
        if (job is not null)
        {
            await JobTruth.CheckAsync(host.Sandbox, await host.Client.EndAsync(job), point.ToString());
        }

        var health = await host.Client.HealthAsync();
        Assert.Equal("ok", health.At("checks").Text("job_queue"));
        Assert.Equal(job is null ? known.Count : known.Count + 1, (await host.JobIdsAsync()).Count);
    }
}
