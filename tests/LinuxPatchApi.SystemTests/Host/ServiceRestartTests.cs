using System.Globalization;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Host;

/// <summary>The restart of one service as a job.</summary>
public sealed class ServiceRestartTests(DaemonsHost host) : IClassFixture<DaemonsHost>
{
    [Fact]
    public async Task A_restarted_service_runs_under_another_invocation_and_the_job_says_so()
    {
        var before = await host.InvocationAsync("sample-daemon");
        var accepted = (await host.Client.PostAsync(Restart("sample-daemon"))).Expect(202).Data;
        Assert.Equal(("service_restart", "pending"), (accepted.Text("operation"), accepted.Text("status")));
        var job = await host.Client.EndAsync(accepted.Text("job_id")!);
        Assert.Equal(("completed", "restarted"), (job.Text("status"), Assert.Single(job.Items("restarted")).Text("outcome")));
        Assert.NotEqual(before, await host.InvocationAsync("sample-daemon"));
        Assert.Equal("active", await host.Sandbox.UnitStateAsync("sample-daemon"));
    }

    [Theory]
    [InlineData("sample-denied", 409, "SERVICE_RESTART_DENIED")]
    [InlineData("dbus", 409, "SERVICE_RESTART_DENIED")]
    [InlineData("linux-patch-api", 409, "SERVICE_RESTART_DENIED")]
    [InlineData("no-such-thing", 404, "SERVICE_NOT_FOUND")]
    [InlineData("resting", 409, "SERVICE_NOT_RESTARTABLE")]
    [InlineData("systemd-journald.socket", 400, "INVALID_SERVICE_NAME")]
    [InlineData("-x", 400, "INVALID_SERVICE_NAME")]
    public async Task What_must_not_be_restarted_is_refused_before_there_is_a_job(string name, int status, string code)
    {
        var before = await JobsAsync();
        (await host.Client.PostAsync(Restart(name))).Expect(status, code);
        Assert.Equal(before, await JobsAsync());
    }

    [Fact]
    public async Task A_dry_run_restarts_nothing_and_a_masked_service_is_refused()
    {
        var before = await host.InvocationAsync("sample-daemon");
        var plan = (await host.Client.PostAsync(Restart("sample-daemon"), """{"dry_run":true}""")).Expect(200).Data;
        Assert.Equal("service_restart", plan.Text("operation"));
        Assert.Contains("sample-daemon.service would be restarted", Assert.Single(plan.Texts("warnings")));
        Assert.Equal(before, await host.InvocationAsync("sample-daemon"));
        (await host.Client.PostAsync(Restart("sample-daemon"), """{"dryrun":true}""")).Expect(400, "INVALID_REQUEST");
        await host.Sandbox.ShAsync("systemctl mask --runtime sample-brittle");
        (await host.Client.PostAsync(Restart("sample-brittle"))).Expect(409, "SERVICE_NOT_RESTARTABLE");
    }

    [Fact]
    public async Task A_waiting_restart_is_cancelled_and_the_service_stays_as_it_is()
    {
        var before = await host.InvocationAsync("sample-daemon");
        var slow = await host.Client.JobAsync("POST", "/api/v1/packages", """{"packages":[{"name":"sample-slow8"}]}""");
        var waiting = await host.Client.JobAsync("POST", Restart("sample-daemon"));
        Assert.Equal(
            "planned", Assert.Single((await host.Client.GetAsync($"/api/v1/jobs/{waiting}")).Data.Items("restarted")).Text("outcome"));
        Assert.Equal("cancelled", (await host.Client.DeleteAsync($"/api/v1/jobs/{waiting}")).Expect(200).Data.Text("action"));
        await host.Client.EndAsync(slow);
        Assert.Equal(before, await host.InvocationAsync("sample-daemon"));
    }

    [Fact]
    public async Task An_agent_that_is_killed_in_the_middle_of_a_restart_ends_the_job_with_the_truth()
    {
        await host.Sandbox.ShAsync("systemctl start slow-start");
        var job = await host.Client.JobAsync("POST", Restart("slow-start"));
        await Eventually.AsWantedAsync(
            "the second start", () => host.Sandbox.ShAsync("cat /var/lib/slow-starts"), starts => starts == "start\nstart\n");
        await host.Sandbox.ShAsync("systemctl kill --signal=KILL linux-patch-api.service");
        await host.AnsweringAsync();
        var ended = await host.Client.EndAsync(job);
        Assert.Equal("completed", ended.Text("status"));
        Assert.Equal("restarted", Assert.Single(ended.Items("restarted")).Text("outcome"));
        Assert.Equal("start\nstart\n", await host.Sandbox.ShAsync("cat /var/lib/slow-starts"));
        Assert.Equal("active", await host.Sandbox.UnitStateAsync("slow-start"));
    }

    /// <summary>Of systemd's own measure, 0 (locked up) to 10: neither unit may become more open without anybody noticing.</summary>
    [Theory]
    [InlineData("linux-patch-api.service", 1.9)]
    [InlineData("linux-patch-api-restarts.service", 1.2)]
    public async Task Units_are_as_closed_as_they_were(string unit, double exposure)
    {
        var said = await host.Sandbox.ShAsync($"systemd-analyze security {unit}");
        var level = said[(said.IndexOf("Overall exposure level", StringComparison.Ordinal) + 22)..].Split(": ", 2)[1].Split(' ')[0];
        Assert.True(double.Parse(level, CultureInfo.InvariantCulture) <= exposure, said);
    }

    private static string Restart(string name) => $"/api/v1/system/services/{name}/restart";

    private async Task<long> JobsAsync() => (await host.Client.GetAsync("/api/v1/jobs")).Expect(200).Data.Number("total");
}
