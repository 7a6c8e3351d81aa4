using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Jobs;

/// <summary>The agent is killed while a record is written.</summary>
public sealed class KillTornTests(CrashHost host) : KillPointTests(host, "torn"), IClassFixture<CrashHost>;

/// <summary>The agent is killed before a record is synced.</summary>
public sealed class KillWrittenTests(CrashHost host) : KillPointTests(host, "written"), IClassFixture<CrashHost>;

/// <summary>The agent is killed once a record is on the disk.</summary>
public sealed class KillSyncedTests(CrashHost host) : KillPointTests(host, "synced"), IClassFixture<CrashHost>;

/// <summary>
/// The agent is killed at each record that a job writes. In three classes, each with a host of its own, because it takes long.
/// </summary>
public abstract class KillPointTests(CrashHost host, string when)
{
    private const string Install = """{"packages":[{"name":"sample-new"}]}""";

    [Theory]
    [InlineData("install")]
    [InlineData("update")]
    [InlineData("remove")]
    [InlineData("patch_apply")]
    [InlineData("rollback")]
    [InlineData("repair")]
    [InlineData("service_restart")]
    public async Task Every_admitted_job_is_accounted_for_whichever_record_the_agent_dies_at(string operation)
    {
        var (method, path, body) = await PreparedAsync(operation);
        var before = host.Records();
        var whole = await host.Client.DoneAsync(method, path, body);
        Assert.True(whole.Text("status") == "completed", whole.ToString());
        Assert.Equal(operation, whole.Text("operation"));
        var records = host.Records() - before;
        Assert.True(records >= 5, $"a job writes only {records} records");
        for (var record = 1; record <= records; record++)
        {
            await KilledAtAsync(operation, new KillPoint(when, record));
        }
    }

    /// <summary>A request that has something to do on the host as it is made to be.</summary>
    private async Task<(string Method, string Path, string? Body)> PreparedAsync(string operation)
    {
        switch (operation)
        {
            case "install":
                await host.Sandbox.ShAsync("dpkg -r sample-new >/dev/null 2>&1");
                return ("POST", "/api/v1/packages", Install);
            case "remove":
                await host.Sandbox.ShAsync("apt-get -q -y install sample-new >/dev/null 2>&1");
                return ("DELETE", "/api/v1/packages/sample-new", null);
            case "update":
                await OldAsync("sample-tiny1");
                return ("PUT", "/api/v1/packages/sample-tiny1", null);
            case "patch_apply":
                await OldAsync("sample-tiny2", "sample-tiny3");
                return ("POST", "/api/v1/patches/apply", """{"packages":["sample-tiny2","sample-tiny3"]}""");
            case "rollback":
                await OldAsync("sample-tiny4");
                var update = await host.Client.DoneAsync("PUT", "/api/v1/packages/sample-tiny4");
                return ("POST", $"/api/v1/jobs/{update.Text("job_id")}/rollback", null);
            case "repair":
                await host.Sandbox.ShAsync(
                    "cd /var/cache/apt; apt-get -q download sample-tiny5 >/dev/null 2>&1; dpkg --unpack sample-tiny5_*.deb >/dev/null");
                return ("POST", "/api/v1/system/repair", null);
            default:
                return ("POST", $"/api/v1/system/services/{CrashHost.Service}/restart", null);
        }
    }

    private Task OldAsync(params string[] packages) =>
        host.Sandbox.ShAsync(
            $"apt-get -q -y --allow-downgrades install {string.Join(' ', packages.Select(name => $"{name}=1.0-1"))} >/dev/null 2>&1");

    private async Task KilledAtAsync(string operation, KillPoint point)
    {
        var (method, path, body) = await PreparedAsync(operation);
        var known = await host.JobIdsAsync();
        var life = await host.LifeAsync();
        await host.ArmAsync(point);
        var admitted = await host.TryJobAsync(method, path, body);
        await Eventually.AsWantedAsync($"the kill at {point}", () => Task.FromResult(host.Killed()), killed => killed == point.ToString());
        var id = await host.NewJobAsync(known, admitted);

        // What was never on the disk was never admitted: no 202 was sent, and nothing is done.
        Assert.Equal(point is { When: "torn", Record: 1 }, id is null);
        var what = $"{operation} at {point}";
        if (id is null)
        {
            Assert.Equal(life, await host.LifeAsync());
        }
        else
        {
            var job = await host.Client.EndAsync(id);
            await JobTruth.CheckAsync(host.Sandbox, job, what);
            Assert.True(operation != "repair" || job.Text("status") == "completed", $"{what}: {job}");
            var restarted = operation == "service_restart" && job.Items("restarted").Any(r => r.Text("outcome") == "restarted");
            Assert.True(
                restarted == (life != await host.LifeAsync()), $"{what}: the service was {(restarted ? "not " : "")}restarted: {job}");
        }

        await host.Client.HealthyQueueAsync();
        Assert.Equal(id is null ? known.Count : known.Count + 1, (await host.JobIdsAsync()).Count);
    }
}
