using System.Text.Json;
using LinuxPatchApi.SystemTests.Jobs;
using LinuxPatchApi.SystemTests.SelfUpdate;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Installation;

/// <summary>
/// An administrator installs a newer package with dpkg while the agent has work: nothing is lost, every job ends with the truth.
/// </summary>
public sealed class UpgradeByHandTests(UpgradeByHandTests.PatientHost host) : IClassFixture<UpgradeByHandTests.PatientHost>, IAsyncLifetime
{
    /// <summary>Nobody waits for its deadline, which must not come before the administrator on a busy machine.</summary>
    public sealed class PatientHost : SelfUpdateHost
    {
        protected override int Seconds => 120;
    }

    private const string Agent = "linux-patch-api";

    public async ValueTask InitializeAsync() => await host.PresentAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The first job waits for a repository that is silent, and dpkg's lock is free.</summary>
    [Fact]
    public async Task While_a_job_waits_in_the_queue_it_goes_in_and_both_jobs_end_with_the_truth()
    {
        var file = await host.BringLastAsync();
        // Changelogs are fetched from the same server; the agent's own package, which another test may have left there, has none.
        await Eventually.AsWantedAsync(
            "details of the sample packages",
            async () => (await host.Client.GetAsync("/api/v1/patches")).Expect(200).Data,
            list => !list.Flag("stale")
                && list.Items("patches").All(p => p.Flag("details_known") || p.Flag("held") || p.Text("name") == Agent));
        var repository = (await File.ReadAllTextAsync(Path.Combine(host.Sandbox.Root, "../supervisor.pid"))).Trim();
        await Command.RunAsync("kill", "-STOP", repository);
        string first, waiting;
        try
        {
            first = await host.Client.JobAsync("POST", "/api/v1/patches/apply", """{"packages":["sample-tiny1"]}""");
            await host.Client.UntilAsync(first, j => j.Text("phase") == "refreshing");
            waiting = await host.Client.JobAsync("POST", "/api/v1/patches/apply", """{"packages":["sample-tiny2"]}""");
            await host.Sandbox.ShAsync($"dpkg -i {file}");
            await host.AnsweringAsync();
        }
        finally
        {
            await Command.RunAsync("kill", "-CONT", repository);
        }

        await TrueAsync(first, "the first job");
        var second = await TrueAsync(waiting, "the job that waited");
        Assert.Equal("completed", second.Text("status"));
        Assert.Equal("1.1-1", await host.Sandbox.VersionAsync("sample-tiny2"));
        await RunsAsync(SelfUpdateHost.Last);
    }

    [Fact]
    public async Task While_a_job_writes_packages_dpkg_refuses_it_and_afterwards_it_goes_in()
    {
        const string held = "sample-held-upgrade";
        var file = await host.BringLastAsync();
        await host.Sandbox.PublishAsync(
            held, "1.0-1", "--postinst", "touch /var/lib/held.begun; while [ ! -e /var/lib/held.go ]; do sleep 0.2; done");
        await host.Sandbox.ShAsync("rm -f /var/lib/held.*; apt-get -q update >/dev/null");
        var running = await host.Client.JobAsync("POST", "/api/v1/packages", $$"""{"packages":[{"name":"{{held}}"}]}""");
        await Eventually.AsWantedAsync(
            "the script", () => Task.FromResult(File.Exists($"{host.Sandbox.Root}/var/lib/held.begun")), begun => begun);
        var waiting = await host.Client.JobAsync("PUT", "/api/v1/packages/sample-tiny3");
        var pid = await host.Sandbox.ShAsync($"systemctl show -P MainPID {Agent}");

        var refused = await host.Sandbox.TryShAsync($"dpkg -i {file}");
        Assert.NotEqual(0, refused.Exit);
        Assert.Contains("lock", refused.Text);
        Assert.Equal(pid, await host.Sandbox.ShAsync($"systemctl show -P MainPID {Agent}"));

        await host.Sandbox.ShAsync("touch /var/lib/held.go");
        // Whichever of the two gets the lock next: the other waits or is refused again.
        await Eventually.AsWantedAsync("dpkg", () => host.Sandbox.TryShAsync($"dpkg -i {file}"), result => result.Exit == 0);
        await host.AnsweringAsync();
        Assert.Equal("completed", (await TrueAsync(running, "the job that wrote")).Text("status"));
        await TrueAsync(waiting, "the job that waited");
        await RunsAsync(SelfUpdateHost.Last);
    }

    /// <summary>The new version hangs, and the administrator does not wait for the guard.</summary>
    [Fact]
    public async Task While_a_self_update_is_undecided_the_agent_runs_afterwards_and_the_job_says_which_version()
    {
        var file = await host.BringLastAsync();
        await host.OfferAsync(SelfUpdateHost.HangsBeforeListening);
        var id = await host.Client.JobAsync("POST", "/api/v1/system/update", """{"restart_delay_seconds":0}""");
        await Eventually.AsWantedAsync(
            "the new version", () => host.Sandbox.VersionAsync(Agent), version => version == SelfUpdateHost.Next);
        await Eventually.AsWantedAsync("dpkg", () => host.Sandbox.TryShAsync($"dpkg -i {file}"), result => result.Exit == 0);

        var job = (await ChangeOver.WatchAsync(host, id, stops: 2)).Job;
        var runs = (await host.Client.HealthAsync()).Text("version")!;
        Assert.True(job.Text("status") == "failed", job.ToString());
        Assert.EndsWith($"; version {runs} runs now", job.Text("error"), StringComparison.Ordinal);
        await RunsAsync(runs);
        Assert.True(runs == SelfUpdateHost.Last, job.ToString());
        Assert.Contains($"somebody installed version {runs} over version {SelfUpdateHost.Next}", job.Text("error"));
        var status = (await host.Client.GetAsync("/api/v1/system/update/status")).Expect(200).Data;
        Assert.Equal("abandoned", status.Text("status"));

        // As good as before: the next job is admitted and done.
        Assert.Equal("completed", (await host.Client.DoneAsync("PUT", "/api/v1/packages/sample-tiny4")).Text("status"));
    }

    private async Task<JsonElement> TrueAsync(string id, string what)
    {
        var job = await host.Client.EndAsync(id);
        await JobTruth.CheckAsync(host.Sandbox, job, what);
        return job;
    }

    /// <summary>One version answers and is installed, and dpkg has nothing half-done.</summary>
    private async Task RunsAsync(string version)
    {
        Assert.Equal(version, (await host.Client.HealthAsync()).Text("version"));
        Assert.Equal(version, await host.Sandbox.VersionAsync(Agent));
        Assert.Equal("", await host.Sandbox.ShAsync("dpkg --audit"));
    }
}
