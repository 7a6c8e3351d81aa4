using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Jobs;

/// <summary>
/// The disk under the journal is full, read-only or damaged: jobs are refused before any effect, or end with the truth, and health tells.
/// </summary>
public sealed class StorageTests(StorageHost host) : IClassFixture<StorageHost>
{
    private const string State = "/var/lib/linux_patch_api";
    private const string Fill =
        "dd if=/dev/zero of=" + State + "/jobs/ballast bs=64k 2>/dev/null || true; dd if=/dev/zero of=" + State
            + "/jobs/ballast2 bs=512 2>/dev/null || true";
    private const string Free = "rm -f " + State + "/jobs/ballast " + State + "/jobs/ballast2";

    /// <summary>Excludes nothing, but makes each record of the job larger than the last page of a full file system can take.</summary>
    private static readonly string Excluded = string.Join(',', Enumerable.Range(0, 300).Select(i => $"\"sample-no-such-{i:000}\""));

    [Fact]
    public async Task A_full_disk_refuses_a_job_before_any_effect_and_is_seen_to_be_free_again()
    {
        await host.Sandbox.ShAsync(Fill);
        var before = await host.JobIdsAsync();
        var refused = (await host.Client.PostAsync("/api/v1/patches/apply", $$"""{"packages":["sample-tiny1"],"exclude":[{{Excluded}}]}"""))
            .Expect(507, "DISK_FULL");
        Assert.True(refused.Error.Flag("retryable"));
        Assert.Equal(before, await host.JobIdsAsync());
        Assert.Equal("1.0-1", await host.Sandbox.VersionAsync("sample-tiny1"));
        var health = await host.Client.HealthAsync("degraded");
        Assert.StartsWith("failed: the job journal cannot be written", health.At("checks").Text("job_queue"));

        await host.Sandbox.ShAsync(Free);
        await host.Client.HealthyQueueAsync();
        Assert.Equal("completed", (await host.Client.DoneAsync("PUT", "/api/v1/packages/sample-tiny1")).Text("status"));
    }

    [Fact]
    public async Task A_disk_that_fills_up_while_packages_change_loses_no_truth_whether_the_agent_lives_or_dies()
    {
        var living = await BeginAsync("3.0-1");
        await host.Sandbox.ShAsync(Fill);
        Assert.Equal("completed", (await host.Client.EndAsync(living)).Text("status"));
        Assert.StartsWith("failed: ", (await host.Client.HealthAsync("degraded")).At("checks").Text("job_queue"));
        await host.Sandbox.ShAsync(Free);
        await host.Client.HealthyQueueAsync();
        Assert.Contains("\"status\":\"completed\"", await LastRecordAsync(living));

        var dying = await BeginAsync("4.0-1");
        await host.Sandbox.ShAsync(Fill);
        await Eventually.AsWantedAsync(
            "the script's end", () => Task.FromResult(File.Exists($"{host.Sandbox.Root}/var/lib/migration-4.0-1.done")), done => done);
        await host.Sandbox.ShAsync("systemctl kill --signal=KILL linux-patch-api.service");
        await host.AnsweringAsync();
        Assert.Equal("completed", (await host.Client.EndAsync(dying)).Text("status"));
        await host.Sandbox.ShAsync(Free);
        Assert.Equal("4.0-1", await host.Sandbox.VersionAsync("sample-migration"));
        await Eventually.AsWantedAsync(
            "the record", () => LastRecordAsync(dying), r => r.Contains("\"status\":\"completed\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_read_only_disk_and_a_damaged_journal_do_not_keep_the_agent_from_starting()
    {
        var done = (await host.Client.DoneAsync("PUT", "/api/v1/packages/sample-tiny2")).Text("job_id")!;
        await host.Sandbox.ShAsync(
            $"systemctl stop linux-patch-api; sed -i '1s/^./#/' {State}/jobs/journal.log; printf torn >>{State}/jobs/journal.log; "
            + $"mount -o remount,ro {State}/jobs; systemctl start linux-patch-api");
        await host.AnsweringAsync();
        Assert.Equal("completed", (await host.Client.GetAsync($"/api/v1/jobs/{done}")).Expect(200).Data.Text("status"));
        Assert.StartsWith(
            "failed: the job journal cannot be written", (await host.Client.HealthAsync("degraded")).At("checks").Text("job_queue"));
        (await host.Client.PutAsync("/api/v1/packages/sample-tiny3")).Expect(507, "DISK_FULL");
        Assert.Equal("1.0-1", await host.Sandbox.VersionAsync("sample-tiny3"));

        // The agent's own view of the mount is as old as the agent.
        await host.Sandbox.ShAsync($"mount -o remount,rw {State}/jobs");
        await host.RestartAsync();
        Assert.StartsWith(
            "warning: lines of the job journal were damaged", (await host.Client.HealthAsync("degraded")).At("checks").Text("job_queue"));
        Assert.StartsWith("#", await host.Sandbox.ShAsync($"cat {State}/jobs/journal.log.corrupt"));
        await host.Sandbox.ShAsync($"rm {State}/jobs/journal.log.corrupt");
        await host.Client.HealthyQueueAsync();
        Assert.Equal("completed", (await host.Client.GetAsync($"/api/v1/jobs/{done}")).Expect(200).Data.Text("status"));
        Assert.Equal("completed", (await host.Client.DoneAsync("PUT", "/api/v1/packages/sample-tiny3")).Text("status"));
    }

    /// <summary>An update whose script takes three seconds, until the script runs.</summary>
    private async Task<string> BeginAsync(string version)
    {
        var mark = $"/var/lib/migration-{version}";
        await host.Sandbox.PublishAsync("sample-migration", version, "--postinst", $"touch {mark}.begun; sleep 3; touch {mark}.done");
        var job = await host.Client.JobAsync(
            "POST", "/api/v1/patches/apply", $$"""{"packages":["sample-migration"],"exclude":[{{Excluded}}]}""");
        await Eventually.AsWantedAsync(
            "the script", () => Task.FromResult(File.Exists($"{host.Sandbox.Root}{mark}.begun")), begun => begun);
        return job;
    }

    private async Task<string> LastRecordAsync(string job) =>
        (await host.JournalLinesAsync()).Last(line => line.Contains(job, StringComparison.Ordinal));
}
