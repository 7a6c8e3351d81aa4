using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Jobs;

/// <summary>What becomes of a job whose transaction ended, died or was cut off by a reboot while nobody followed it.</summary>
public sealed class JobRecoveryTests(SlowPackageHost host) : IClassFixture<SlowPackageHost>
{
    private const string Die = "systemctl kill --signal=KILL linux-patch-api.service; systemctl stop linux-patch-api.service";

    [Fact]
    public async Task A_transaction_that_ended_while_the_agent_was_away_is_judged_by_what_is_installed()
    {
        var (id, package) = await host.BeginSlowAsync(3);
        await host.Sandbox.ShAsync(Die);
        await Eventually.AsWantedAsync("the end of the script", () => host.Sandbox.VersionAsync(package), version => version is not null);
        await StartAsync();
        var job = await host.Client.EndAsync(id);
        Assert.Equal("completed", job.Text("status"));
        Assert.Equal("applied", job.Items("changes").Named(package).Text("outcome"));
        Assert.Contains("the agent restarted meanwhile", job.Text("message"));
        Assert.Contains(job.Texts("logs"), l => l.Contains("the transaction is over", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_transaction_that_died_while_the_agent_was_away_fails_its_job_which_names_the_package_and_the_cure()
    {
        var (id, package) = await host.BeginSlowAsync(30);
        await host.Sandbox.ShAsync($"{Die}; systemctl kill --signal=KILL packagekit.service");
        await StartAsync();
        await ExpectUnfinishedAsync(id, package, "AGENT_RESTARTED");
    }

    [Fact]
    public async Task A_transaction_that_a_reboot_cut_off_fails_its_job_which_names_the_package_and_the_cure()
    {
        var (id, package) = await host.BeginSlowAsync(30);
        var pid = await host.Sandbox.PidAsync();
        await host.Sandbox.TryShAsync("systemctl reboot --force");
        await host.Sandbox.RebootedAsync(pid);
        await host.AnsweringAsync();
        await ExpectUnfinishedAsync(id, package, "HOST_REBOOTED");
    }

    private async Task StartAsync()
    {
        await host.Sandbox.ShAsync("systemctl start linux-patch-api.service");
        await host.AnsweringAsync();
    }

    private async Task ExpectUnfinishedAsync(string id, string package, string code)
    {
        var job = await host.Client.EndAsync(id);
        Assert.Equal(("failed", code), (job.Text("status"), job.Text("error_code")));
        Assert.Equal("different", job.Items("changes").Named(package).Text("outcome"));
        Assert.Contains(package, job.Text("error"));
        Assert.Contains("dpkg --configure -a", job.Text("error"));
        Assert.Null(await host.Sandbox.VersionAsync(package));
        var health = await host.Client.HealthAsync("degraded");
        Assert.Contains(health.Texts("degraded_reasons"), r => r.Contains(package, StringComparison.Ordinal));

        // The cure that it names works, and the queue with it.
        Assert.Contains("POST /api/v1/system/repair", job.Text("error"));
        await host.Sandbox.ShAsync($"sed -i 's/-lt 30/-lt 0/' /var/lib/dpkg/info/{package}.postinst");
        var repair = await host.Client.DoneAsync("POST", "/api/v1/system/repair");
        Assert.True(repair.Text("status") == "completed", repair.ToString());
        Assert.Equal("1.0-1", await host.Sandbox.VersionAsync(package));
        var next = await host.Client.DoneAsync("POST", "/api/v1/packages", $$"""{"packages":[{"name":"{{await host.SlowAsync(0)}}"}]}""");
        Assert.Equal("completed", next.Text("status"));
    }
}
