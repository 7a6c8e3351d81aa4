using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Installation;

/// <summary>Whatever happens to the agent's process, the service is on afterwards; and what it does for the service manager.</summary>
public sealed class ServiceLifeTests(AgentHost host) : IClassFixture<AgentHost>
{
    private const string Unit = "linux-patch-api.service";
    private const string DropIn = "/etc/systemd/system/linux-patch-api.service.d/fault.conf";

    [Theory]
    [InlineData("systemctl reload linux-patch-api")]
    [InlineData("systemctl kill --signal=HUP --kill-who=main linux-patch-api")]
    public async Task Case06_Reload_takes_up_the_files_and_the_agent_stays_the_same(string how)
    {
        var pid = await PidAsync();
        var before = await CountAsync("files read again");
        await host.Sandbox.ShAsync(how);
        await Eventually.AsWantedAsync("the reload", () => CountAsync("files read again"), count => count > before);
        await Eventually.AsWantedAsync("the end of the reload", () => host.Sandbox.UnitStateAsync(Unit), state => state == "active");
        Assert.Equal(pid, await PidAsync());
        await host.AnsweringAsync();
    }

    [Theory]
    [InlineData("KILL")]
    [InlineData("TERM")]
    [InlineData("QUIT")]
    [InlineData("RTMIN+5")]
    public async Task Case06_An_agent_that_a_signal_ended_is_started_again(string signal)
    {
        var pid = await PidAsync();
        await host.Sandbox.ShAsync($"systemctl kill --signal={signal} --kill-who=main {Unit}");
        await Eventually.AsWantedAsync("another process", PidAsync, now => now != "0" && now != pid);
        await host.AnsweringAsync();
    }

    [Fact]
    public async Task Case06_A_stop_stays_a_stop_and_has_its_line_in_the_audit_log()
    {
        await host.Sandbox.ShAsync($"systemctl stop {Unit}");
        Assert.Equal("inactive", await host.Sandbox.UnitStateAsync(Unit));
        Assert.Contains("\"kind\":\"stop\"", await host.Sandbox.ShAsync("tail -n 1 /var/log/linux_patch_api/audit.log"));
        await host.Sandbox.ShAsync($"systemctl start {Unit}");
        await host.AnsweringAsync();
    }

    [Fact]
    public async Task Case06_Missing_certificates_do_not_loop()
    {
        await host.Sandbox.ShAsync($"mv /etc/linux_patch_api/certs/server.key.pem /root/key; systemctl restart {Unit} || true");
        Assert.Equal(("failed", "78", "0"), (
            await host.Sandbox.UnitStateAsync(Unit), await PropertyAsync("ExecMainStatus"), await PropertyAsync("NRestarts")));
        await host.Sandbox.ShAsync($"mv /root/key /etc/linux_patch_api/certs/server.key.pem; systemctl restart {Unit}");
        await host.AnsweringAsync();
    }

    [Theory]
    [InlineData("ca.pem", "rm ca.pem; systemctl kill --signal=KILL linux-patch-api.service", "inactive")]
    [InlineData(
        "server.pem", "head -c 100 server.pem >half; mv half server.pem; systemctl kill --signal=KILL linux-patch-api.service", "failed")]
    [InlineData("server.key.pem", "rm server.key.pem; systemctl kill --signal=KILL linux-patch-api.service", "failed")]
    public async Task Case06_An_agent_that_ended_while_a_certificate_file_was_missing_or_half_written_comes_back_with_the_file(
        string file, string trouble, string state)
    {
        const string certs = "/etc/linux_patch_api/certs";
        await host.Sandbox.ShAsync($"cp -p {certs}/{file} /root/kept; cd {certs}; {trouble}");
        await Eventually.AsWantedAsync("the end of the agent", () => host.Sandbox.UnitStateAsync(Unit), now => now == state);
        Assert.Equal("active", await host.Sandbox.UnitStateAsync("linux-patch-api.path"));
        // Each change is one attempt, and no more.
        Assert.Equal(state, await host.Sandbox.UnitStateAsync(Unit));
        await host.Sandbox.ShAsync($"cp -p /root/kept {certs}/{file}");
        await host.AnsweringAsync();
    }

    [Fact]
    public async Task Case06_A_stop_stays_a_stop_whatever_becomes_of_the_certificates()
    {
        await host.Sandbox.ShAsync($"systemctl stop {Unit}; touch /etc/linux_patch_api/certs/ca.pem");
        Assert.Equal(
            ("inactive", "inactive"), (await host.Sandbox.UnitStateAsync(Unit), await host.Sandbox.UnitStateAsync("linux-patch-api.path")));
        await host.Sandbox.ShAsync($"systemctl start {Unit}");
        await host.AnsweringAsync();
        Assert.Equal("active", await host.Sandbox.UnitStateAsync("linux-patch-api.path"));
    }

    [Fact]
    public async Task Case30_The_journal_has_the_ids_of_job_and_request_as_fields()
    {
        var answer = (await host.Client.PostAsync("/api/v1/packages", """{"packages":[{"name":"sample-tiny1"}]}""")).Expect(202);
        var job = answer.Data.Text("job_id");
        var found = await Eventually.AsWantedAsync(
            "the entries of the job",
            () => host.Sandbox.ShAsync($"journalctl --no-pager -o json -u {Unit} JOB_ID={job}"),
            text => text.Contains("ended", StringComparison.Ordinal));
        var first = System.Text.Json.JsonDocument.Parse(found.Split('\n')[0]).RootElement;
        Assert.Equal(
            (job, answer.Body.Text("request_id"), "6", "linux-patch-api", "linux-patch-api.service"),
            (first.Text("JOB_ID"), first.Text("REQUEST_ID"), first.Text("PRIORITY"), first.Text("SYSLOG_IDENTIFIER"),
                first.Text("_SYSTEMD_UNIT")));
        Assert.Contains($"job {job} admitted", first.Text("MESSAGE"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("jobs")]
    [InlineData("recovery")]
    [InlineData("reload")]
    public async Task A_bug_in_a_vital_task_is_told_and_the_service_manager_starts_the_agent_again(string task)
    {
        await FaultAsync(task);
        await Eventually.AsWantedAsync("another start", () => PropertyAsync("NRestarts"), count => count != "0");
        Assert.Contains($"the agent cannot go on without its task '{task}'", await host.Sandbox.JournalAsync());
        await FaultAsync(null);
        await host.AnsweringAsync();
    }

    [Fact]
    public async Task A_bug_in_an_optional_task_degrades_health()
    {
        await FaultAsync("patches");
        await Eventually.AsWantedAsync(
            "the reason",
            () => host.Client.GetAsync("/health"),
            health =>
                health.Status == 200
                    && health.Data.Texts("degraded_reasons")
                        .Any(r => r.StartsWith("the background task 'patches' failed", StringComparison.Ordinal)));
        await FaultAsync(null);
        await host.AnsweringAsync();
    }

    private async Task FaultAsync(string? task)
    {
        if (task is null)
        {
            await host.Sandbox.ShAsync($"rm {DropIn}");
        }
        else
        {
            await host.Sandbox.ShAsync("mkdir -p /etc/systemd/system/linux-patch-api.service.d");
            await host.Sandbox.WriteAsync(DropIn, $"[Service]\nEnvironment=\"LINUX_PATCH_API_THROW_IN={task}\"\n");
        }

        await host.Sandbox.ShAsync($"systemctl daemon-reload; systemctl restart {Unit} || true");
    }

    private Task<string> PidAsync() => PropertyAsync("MainPID");

    private async Task<string> PropertyAsync(string name) => (await host.Sandbox.ShAsync($"systemctl show -P {name} {Unit}")).Trim();

    private async Task<int> CountAsync(string text) => (await host.Sandbox.JournalAsync()).Split(text).Length - 1;
}
