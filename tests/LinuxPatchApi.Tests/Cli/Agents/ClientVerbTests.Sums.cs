using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Cli.Agents;

/// <summary>What is said of several hosts in the end.</summary>
public sealed partial class ClientVerbTests
{
    [Theory]
    [InlineData]
    [InlineData("--json")]
    public async Task A_host_that_failed_before_the_change_counts_and_a_package_left_out_is_named(params string[] options)
    {
        await using var one = AgentWithout("nosuch", "no such patch");

        await RunAsync(["client", "-H", one.Host, "-H", "127.0.0.1:9", "apply", "bash", "nosuch", "--yes", .. options]);
        var lines = _output.ToString().TrimEnd('\n').Split('\n');
        if (options.Length > 0)
        {
            Assert.Equal(2, lines.Length);
            Assert.StartsWith("{\"host\":\"127.0.0.1:9\",\"answer\":null,\"error\":{", lines[1]);
            return;
        }

        Assert.Matches($"^{one.Host} +failed +nosuch: no such patch$", lines[^3]);
        Assert.Matches("^127.0.0.1:9 +failed +not reached: ", lines[^2]);
        Assert.Equal("2 hosts: 0 ok, 2 failed", lines[^1]);
    }
}
