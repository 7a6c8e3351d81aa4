using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Jobs;

/// <summary>The agent is killed while it reserves a reboot.</summary>
public sealed class RebootCrashTests(CrashHost host) : IClassFixture<CrashHost>
{
    private const string Reboot = "/api/v1/system/reboot";

    /// <summary>The first record is the job with its reservation, before logind is asked; the second tells that logind has it.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(3600)]
    public async Task Case52_What_logind_does_not_have_is_no_reservation(int delay)
    {
        var boot = await host.Sandbox.BootIdAsync();
        var known = await host.JobIdsAsync();
        await host.ArmAsync(new KillPoint("synced", 1));
        await host.TryJobAsync("POST", Reboot, $$"""{"delay_seconds":{{delay}}}""");
        await Eventually.AsWantedAsync("the kill", () => Task.FromResult(host.Killed()), killed => killed is not null);
        await host.AnsweringAsync();
        var job = await host.NewJobAsync(known, null);
        Assert.Equal("failed", (await host.Client.EndAsync(job!)).Text("status"));
        Assert.Equal("completed", (await host.Client.DoneAsync("PUT", "/api/v1/packages/sample-tiny1")).Text("status"));
        Assert.Equal(boot, await host.Sandbox.BootIdAsync());
    }

    [Fact]
    public async Task Case52_What_logind_has_is_kept_though_the_agent_had_no_record_of_it()
    {
        var known = await host.JobIdsAsync();
        await host.ArmAsync(new KillPoint("torn", 2));
        await host.TryJobAsync("POST", Reboot, """{"delay_seconds":3600}""");
        await Eventually.AsWantedAsync("the kill", () => Task.FromResult(host.Killed()), killed => killed is not null);
        await host.AnsweringAsync();
        var job = await host.NewJobAsync(known, null);
        var kept = (await host.Client.GetAsync($"/api/v1/jobs/{job}")).Expect(200).Data;
        Assert.True(kept.Text("status") == "rebooting", kept.ToString());
        Assert.Equal(job, (await host.Client.DeleteAsync(Reboot)).Expect(200).Data.Text("job_id"));
        Assert.Equal("cancelled", (await host.Client.EndAsync(job!)).Text("status"));
    }

    [Fact]
    public async Task Case52_A_cancellation_is_carried_on()
    {
        var job = (await host.Client.PostAsync(Reboot, """{"delay_seconds":3600}""")).Expect(202).Data.Text("job_id")!;
        await host.ArmAsync(new KillPoint("synced", 1));
        await host.TryJobAsync("DELETE", Reboot);
        await Eventually.AsWantedAsync("the kill", () => Task.FromResult(host.Killed()), killed => killed is not null);
        await host.AnsweringAsync();
        Assert.Equal("cancelled", (await host.Client.EndAsync(job)).Text("status"));
    }
}
