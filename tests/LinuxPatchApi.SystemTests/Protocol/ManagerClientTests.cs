using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Protocol;

/// <summary>A strict client in Python, written from what the fleet manager reads, plays its round against a real agent.</summary>
public sealed class ManagerClientTests(AgentHost host) : IClassFixture<AgentHost>
{
    [Fact]
    public async Task Strict_manager_lists_applies_and_follows()
    {
        var script = Path.Combine(TestBed.Repository, "tests/LinuxPatchApi.SystemTests/Protocol/Clients/manager.py");
        var result = await Command.TryAsync(
            "/usr/bin/python3", script, host.Client.Address, host.Sandbox.ClientFiles, "sample-tiny1", "sample-tiny2");
        Assert.True(result.Exit == 0, result.Text);
        var lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("host Debian GNU/Linux clean no reboot True", lines);
        Assert.Contains(lines, line => line.StartsWith("followed completed ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("warning gone-since: ", StringComparison.Ordinal));
        Assert.Contains("warning sample-tiny1: named 2 times; it counts once", lines);
        Assert.Contains("warning reboot_delay_seconds: 10000000 is out of range; 86400 is used", lines);
        Assert.Contains("polled completed", lines);
        Assert.Contains("left []", lines);
    }
}
