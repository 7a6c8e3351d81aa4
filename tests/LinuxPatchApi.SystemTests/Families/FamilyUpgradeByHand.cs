using LinuxPatchApi.SystemTests.Jobs;
using LinuxPatchApi.SystemTests.SelfUpdate;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Families;

/// <summary>
/// An administrator installs a newer version of the agent with the package manager's own tool while the agent has work: nothing is lost,
/// every job ends with the truth.
/// </summary>
public abstract class FamilyUpgradeByHand<THost>(THost host) : IClassFixture<THost>
    where THost : FamilyHost
{
    private const string Agent = "linux-patch-api";

    [Fact]
    public async Task While_a_job_writes_packages_a_newer_agent_waits_for_the_lock_and_every_job_ends_with_the_truth()
    {
        const string held = "sample-held-up", go = "/var/lib/held.go";
        await host.UpdateByHandAsync();
        var install = await host.BringAgentAsync(SelfUpdateHost.Last, SelfUpdateHost.GoodLast);
        await host.OfferScriptAsync(held, $"touch /var/lib/held.begun; while [ ! -e {go} ]; do sleep 0.2; done");
        await Eventually.AsWantedAsync(
            "the package in the repository",
            async () =>
            {
                await host.Client.GetAsync("/api/v1/patches?max_age=0");
                return await host.Client.GetAsync($"/api/v1/packages/{held}");
            },
            found => found.Status == 200);
        var body = $$"""{"packages": [{"name": "{{held}}"}]""";
        var plan = (await host.Client.PostAsync("/api/v1/packages", body + """, "dry_run": true}""")).Expect(200).Data;
        var running = await host.Client.JobAsync(
            "POST", "/api/v1/packages", $"{body}, \"plan_digest\": \"{plan.Text("digest")}\"}}");
        await Eventually.AsWantedAsync(
            "the script", () => Task.FromResult(File.Exists($"{host.Sandbox.Root}/var/lib/held.begun")), begun => begun);
        var waiting = await host.Client.JobAsync("DELETE", "/api/v1/packages/sample-tiny3");
        var process = await host.Sandbox.ShAsync($"systemctl show -P MainPID {Agent}");

        // dnf waits for the lock, pacman refuses: the administrator tries again.
        await host.Sandbox.ShAsync(
            "systemd-run -q --unit=by-hand sh -c "
            + $"'until {install}; do touch /var/lib/held.refused; sleep 0.3; done; touch /var/lib/held.in'");
        await Eventually.AsWantedAsync(
            "the administrator who meets the lock",
            () => host.Sandbox.TryShAsync("[ -e /var/lib/held.refused ] || grep -e '-> ' /proc/locks || { journalctl -u by-hand; false; }"),
            r => r.Exit == 0);
        Assert.Equal(process, await host.Sandbox.ShAsync($"systemctl show -P MainPID {Agent}"));

        await host.Sandbox.ShAsync($"touch {go}");
        await Eventually.AsWantedAsync(
            "the newer agent", () => host.Sandbox.TryShAsync("[ -e /var/lib/held.in ] || { journalctl -u by-hand; false; }"),
            r => r.Exit == 0);
        await host.AnsweringAsync();
        var first = await host.Client.EndAsync(running);
        var second = await host.Client.EndAsync(waiting);
        var installed = await host.CheckedAsync();
        JobTruth.Check(first, installed, "the job that wrote");
        JobTruth.Check(second, installed, "the job that waited");
        Assert.True("completed" == first.Text("status"), first.ToString());
        Assert.Contains(held, installed.Keys);
        Assert.Equal(SelfUpdateHost.Last, (await host.Client.HealthAsync()).Text("version"));
        Assert.StartsWith(SelfUpdateHost.Last, await host.VersionAsync(Agent), StringComparison.Ordinal);
        await host.Sandbox.ShAsync(host.ProgramIsWhole);

        // As good as before: the next job is admitted and done.
        Assert.Equal("completed", (await host.Client.DoneAsync("DELETE", "/api/v1/packages/sample-tiny4")).Text("status"));
    }
}

public sealed class El9UpgradeByHandTests(El9Host host) : FamilyUpgradeByHand<El9Host>(host);

public sealed class ArchUpgradeByHandTests(ArchHost host) : FamilyUpgradeByHand<ArchHost>(host);
