using LinuxPatchApi.SystemTests.Jobs;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Packages;

/// <summary>
/// Packages that are installed in part, brought in order by the package manager's own repair. Each test has packages of its own.
/// </summary>
public sealed class RepairTests(SlowPackageHost host) : IClassFixture<SlowPackageHost>
{
    private const string Repair = "/api/v1/system/repair";

    [Fact]
    [Trait("Feature", "Repair")]
    public async Task A_repair_configures_what_was_left_half_done_once_its_script_works()
    {
        await BreakAsync("sample-repair1", "test -e /etc/mended1");
        var preview = (await host.Client.PostAsync(Repair, """{"dry_run":true}""")).Expect(200).Data;
        Assert.Equal("repair", preview.Text("operation"));
        Assert.Contains("sample-repair1 1.0-1 would be configured", preview.Texts("warnings"));
        Assert.Null(await host.Sandbox.VersionAsync("sample-repair1"));

        var failed = await host.Client.DoneAsync("POST", Repair);
        Assert.Equal("failed", failed.Text("status"));
        Assert.Contains("sample-repair1 1.0-1 (half-configured)", failed.Text("error"));
        Assert.Null(await host.Sandbox.VersionAsync("sample-repair1"));

        await host.Sandbox.ShAsync("touch /etc/mended1");
        var repaired = await host.Client.DoneAsync("POST", Repair, "{}");
        Assert.True(repaired.Text("status") == "completed", repaired.ToString());
        Assert.Contains("sample-repair1", repaired.Text("message"));
        Assert.Equal("1.0-1", await host.Sandbox.VersionAsync("sample-repair1"));

        // PackageKit's apt backend keeps dpkg's lock after a repair; without the agent's doing this would fail.
        await host.Sandbox.ShAsync("dpkg -r sample-repair1 >/dev/null");
        Assert.False(
            (await host.Client.GetAsync($"/api/v1/jobs/{repaired.Text("job_id")}")).Expect(200).Data.At("rollback").Flag("possible"));
    }

    [Fact]
    public async Task A_repair_goes_on_without_the_agent_and_is_followed_to_its_end()
    {
        await BreakAsync("sample-repair2", "test -e /etc/mended2; touch /var/lib/repair2.begun; sleep 4");
        await host.Sandbox.ShAsync("touch /etc/mended2");
        var id = await host.Client.JobAsync("POST", Repair);
        await Eventually.AsWantedAsync(
            "the script", () => Task.FromResult(File.Exists($"{host.Sandbox.Root}/var/lib/repair2.begun")), begun => begun);
        await host.Sandbox.ShAsync(
            "systemctl kill --signal=KILL linux-patch-api.service; systemctl stop linux-patch-api.service; systemctl start "
                + "linux-patch-api.service");
        await host.AnsweringAsync();
        var job = await host.Client.EndAsync(id);
        Assert.True(job.Text("status") == "completed", job.ToString());
        Assert.Contains(job.Texts("logs"), l => l.Contains("looking for the repair", StringComparison.Ordinal));
        Assert.Equal("1.0-1", await host.Sandbox.VersionAsync("sample-repair2"));
    }

    [Theory]
    [InlineData("""{"packages":[]}""", "packages")]
    [InlineData("""{"dry_run":1}""", "dry_run")]
    public async Task Bad_input_is_refused_with_its_field(string body, string field)
    {
        var refused = (await host.Client.PostAsync(Repair, body)).Expect(400);
        Assert.Equal(field, refused.Error.At("details").Text("field"));
    }

    /// <summary>Installs a package whose script fails at first.</summary>
    private async Task BreakAsync(string package, string script)
    {
        await host.Sandbox.PublishAsync(package, "1.0-1", "--postinst", $"set -e; {script}");
        await host.Sandbox.ShAsync("apt-get -q update >/dev/null");
        var job = await host.Client.DoneAsync("POST", "/api/v1/packages", $$"""{"packages":[{"name":"{{package}}"}]}""");
        Assert.Equal("SCRIPT_FAILED", job.Text("error_code"));
    }
}
