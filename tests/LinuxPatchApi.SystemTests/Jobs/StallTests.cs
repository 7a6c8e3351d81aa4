using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Jobs;

/// <summary>Jobs that do not move: who is in the way is told, it is told no longer than it is so, and the queue goes on.</summary>
public sealed class StallTests(StallHost host) : IClassFixture<StallHost>
{
    [Fact]
    [Trait("Shows", "A stall, told with the holder of the lock")]
    public async Task A_silent_script_is_told_with_the_process_that_holds_the_database_and_clears_by_itself()
    {
        await host.Sandbox.PublishAsync(
            "sample-silent", "1.0-1", "--postinst", "while [ ! -e /var/lib/sample-silent.go ]; do sleep 0.2; done");
        await host.Sandbox.ShAsync("apt-get -q update >/dev/null");
        var id = await host.Client.JobAsync("POST", "/api/v1/packages", """{"packages":[{"name":"sample-silent"}]}""");
        var stalled = await host.Client.UntilAsync(id, j => !j.IsNull("stalled_since"));
        var holder = stalled.At("lock_holder");
        Assert.Equal(("running", "dpkg", "/var/lib/dpkg/lock"), (stalled.Text("status"), holder.Text("command"), holder.Text("lock")));
        Assert.Contains($" {holder.Number("pid")} ", $" {await host.Sandbox.ShAsync("pidof dpkg | tr '\\n' ' '")} ");
        Assert.InRange(holder.Number("age_seconds"), 1, 60);
        Assert.Contains(stalled.Texts("logs"), l => l.Contains("no progress since", StringComparison.Ordinal));
        var health = await host.Client.HealthAsync("degraded");
        Assert.StartsWith("warning: ", health.At("checks").Text("job_queue"));
        Assert.Contains(health.Texts("degraded_reasons"),
            r => r.Contains(id, StringComparison.Ordinal) && r.Contains("dpkg (pid", StringComparison.Ordinal));

        await host.Sandbox.ShAsync("touch /var/lib/sample-silent.go");
        var ended = await host.Client.EndAsync(id);
        Assert.Equal("completed", ended.Text("status"));
        Assert.True(ended.IsNull("stalled_since") && ended.IsNull("lock_holder"), ended.ToString());
        await host.Client.HealthyQueueAsync();
    }

    [Theory]
    [InlineData(15)]
    [InlineData(45)]
    [Trait("Shows", "A lock of somebody else, waited for")]
    public async Task Case55_A_lock_of_somebody_else_is_told_with_its_holder_and_waited_for_as_long_as_the_job_has_time(int seconds)
    {
        await host.Sandbox.ShAsync(
            $$"""
            systemd-run -q --unit=human-{{seconds}} perl -MFcntl -e '
            open(F, "+<", "/var/lib/dpkg/lock-frontend"); $lock = pack("s s x4 q q i x4", F_WRLCK, 0, 0, 0, 0);
            fcntl(F, F_SETLK, $lock) or die;
            open(G, ">", "/var/lib/human-{{seconds}}"); sleep {{seconds}}'
            """);
        await Eventually.AsWantedAsync(
            "the lock", () => Task.FromResult(File.Exists($"{host.Sandbox.Root}/var/lib/human-{seconds}")), held => held);
        var id = await host.Client.JobAsync("PUT", $"/api/v1/packages/sample-tiny{seconds % 7}");
        var waiting = await host.Client.UntilAsync(
            id, j =>
                !j.IsNull("lock_holder")
                    && j.Text("message")!.Contains("waiting for the package database's lock", StringComparison.Ordinal));
        Assert.Equal("/var/lib/dpkg/lock-frontend", waiting.At("lock_holder").Text("lock"));
        Assert.StartsWith("perl", waiting.At("lock_holder").Text("command"));
        Assert.Contains("as long as its own time lasts", waiting.Text("message"));

        var ended = await host.Client.EndAsync(id, seconds: 120);
        Assert.Equal("completed", ended.Text("status"));
        Assert.True(ended.IsNull("lock_holder"), ended.ToString());
        await host.Sandbox.TryShAsync($"systemctl stop human-{seconds}");
    }

    [Fact]
    public async Task A_package_manager_that_dies_is_repaired_as_a_told_step_when_that_is_allowed()
    {
        var (id, package) = await host.BeginSlowAsync(3);
        await host.Sandbox.ShAsync("systemctl kill --signal=KILL packagekit.service");
        var job = await host.Client.EndAsync(id);
        Assert.True(job.Text("status") == "completed", job.ToString());
        Assert.Contains(job.Texts("warnings"),
            w => w.Contains("repairing the package database", StringComparison.Ordinal) && w.Contains(package, StringComparison.Ordinal));
        Assert.Contains(job.Texts("warnings"), w => w.Contains("PackageKit went away", StringComparison.Ordinal));
        Assert.Equal("1.0-1", await host.Sandbox.VersionAsync(package));
    }

    [Fact]
    public async Task A_script_that_hangs_is_broken_off_over_its_time_when_that_is_allowed_then_repaired_and_the_queue_goes_on()
    {
        await host.Sandbox.PublishAsync(
            "sample-hanging", "1.0-1", "--postinst",
            "[ -e /var/lib/sample-hanging ] || { touch /var/lib/sample-hanging; read -r answer; }");
        await host.Sandbox.ShAsync("apt-get -q update >/dev/null");
        var id = await host.Client.JobAsync("POST", "/api/v1/packages", """{"packages":[{"name":"sample-hanging"}]}""");
        var next = await host.Client.JobAsync("PUT", "/api/v1/packages/sample-tiny5");
        var ended = await host.Client.EndAsync(id, seconds: 180);
        Assert.Equal(("failed", "TIMEOUT"), (ended.Text("status"), ended.Text("error_code")));
        var after = await host.Client.EndAsync(next, seconds: 150);

        // What was done about it is told in the job.
        var told = (await host.Client.GetAsync($"/api/v1/jobs/{id}")).Expect(200).Data;
        Assert.True(after.Text("status") == "completed", $"{after}\n{told}");
        Assert.Equal("1.1-1", await host.Sandbox.VersionAsync("sample-tiny5"));
        Assert.Contains(told.Texts("warnings"), w => w.Contains("stopping packagekit.service", StringComparison.Ordinal));
        Assert.Contains(told.Texts("warnings"),
            w => w.Contains("repairing the package database", StringComparison.Ordinal)
                && w.Contains("sample-hanging", StringComparison.Ordinal));
        Assert.False(told.Texts("warnings").Any(w => w.Contains("still locked", StringComparison.Ordinal)), told.ToString());
        Assert.Contains(told.Texts("logs"), l => l.Contains("the package database is repaired", StringComparison.Ordinal));
        Assert.Equal("applied", told.Items("changes").Named("sample-hanging").Text("outcome"));
        Assert.Equal("1.0-1", await host.Sandbox.VersionAsync("sample-hanging"));
    }
}
