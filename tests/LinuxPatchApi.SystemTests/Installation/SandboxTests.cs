using System.Globalization;
using System.Text.Json;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Installation;

/// <summary>What surrounds the agent where the machine allows it all. That kernels install with it in force: ApplyTests.</summary>
public sealed class SandboxTests(AgentHost host) : IClassFixture<AgentHost>
{
    [Theory]
    [InlineData("linux-patch-api.service")]
    [InlineData("linux-patch-api-restarts.service")]
    [InlineData("linux-patch-api-repository.service")]
    public async Task Exposure_is_at_most_one_and_a_half(string unit)
    {
        var said = await host.Sandbox.ShAsync($"systemd-analyze security --no-pager {unit} | tail -1");
        var level = said.Split(':')[1].Trim().Split(' ')[0];
        Assert.InRange(double.Parse(level, CultureInfo.InvariantCulture), 0.1, 1.5);
    }

    [Fact]
    public async Task Doctor_sees_the_whole_sandbox_in_force()
    {
        var check = await host.SandboxCheckAsync();
        Assert.Equal("ok", check.Text("status"));
        Assert.Equal("no capabilities, no new privileges, system calls filtered, read-only file system, no program can be executed",
            check.Text("seen"));
    }

    [Fact]
    public async Task The_agents_process_can_execute_nothing_and_its_memory_is_not_dumped()
    {
        const string folder = "/run/linux_patch_api";
        var source = Path.Combine(TestBed.Repository, "tests/Support/ExecAttempt/exec-attempt.c");
        await Command.RunAsync("clang", "-O1", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o",
            host.Sandbox.Root + "/usr/lib/exec-attempt.so", source, "-lpthread");
        await host.Sandbox.DropInAsync("[Service]\nEnvironment=LD_PRELOAD=/usr/lib/exec-attempt.so\n");
        await host.RestartAsync();
        await host.Sandbox.ShAsync($"touch {folder}/attempt");
        var report = await Eventually.AsWantedAsync(
            "the attempt's report", () => host.Sandbox.TryShAsync($"cat {folder}/attempted"), r => r.Exit == 0);
        Assert.Equal("execve 1 execveat 1 dumpable 0", report.Output.Trim());
        Assert.Contains(
            "Max core file size        0", await host.Sandbox.ShAsync("cat /proc/$(systemctl show -P MainPID linux-patch-api)/limits"));
        await host.Sandbox.DropInAsync(null);
        await host.RestartAsync();
    }

    [Fact]
    public async Task A_private_key_that_others_can_read_is_refused_and_closed_by_the_doctor_where_that_is_safe()
    {
        const string key = "/etc/linux_patch_api/certs/server.key.pem";
        await host.Sandbox.ShAsync($"chmod 0644 {key}");
        var refused = await host.Sandbox.TryShAsync("linux-patch-api doctor");
        Assert.Equal(1, refused.Exit);
        Assert.Contains("chmod 0600", refused.Output);
        await host.Sandbox.ShAsync("chmod o+w /etc/linux_patch_api/certs");
        Assert.Contains("not fixed: others may write", (await host.Sandbox.TryShAsync("linux-patch-api doctor --fix")).Output);
        await host.Sandbox.ShAsync("chmod o-w /etc/linux_patch_api/certs");
        var fixing = await host.Sandbox.TryShAsync("linux-patch-api doctor --fix");
        Assert.Equal(0, fixing.Exit);
        Assert.StartsWith("fixed: " + key, fixing.Output);
        Assert.Equal("600", (await host.Sandbox.ShAsync($"stat -c %a {key}")).Trim());
    }
}

/// <summary>Small things of these tests.</summary>
internal static class SandboxTestHosts
{
    public static async Task<JsonElement> SandboxCheckAsync(this AgentHost host) =>
        (await host.Client.GetAsync("/api/v1/system/doctor")).Expect(200).Data.Items("checks").Named("sandbox");

    /// <summary>Null takes it away again.</summary>
    public static async Task DropInAsync(this Sandbox sandbox, string? content)
    {
        const string folder = "/etc/systemd/system/linux-patch-api.service.d";
        await sandbox.ShAsync($"mkdir -p {folder}; rm -f {folder}/test.conf");
        if (content is not null)
        {
            await sandbox.WriteAsync(folder + "/test.conf", content);
        }

        await sandbox.ShAsync("systemctl daemon-reload");
    }
}
