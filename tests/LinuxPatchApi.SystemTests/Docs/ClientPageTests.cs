using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Docs;

/// <summary>The lines of docs/usage/client.md are one shell session, played from top to bottom; every call must succeed.</summary>
public sealed class ClientPageTests(AgentHost host) : IClassFixture<AgentHost>
{
    private const int LeastCalls = 12;

    [Fact]
    public async Task Every_line_of_the_client_page_works()
    {
        var lines = await UsagePage.LinesAsync("client.md");
        Assert.True(
            lines.Count(l => l.Contains("linux-patch-api client", StringComparison.Ordinal)) >= LeastCalls, "the page has hardly any call");
        var folder = Directory.CreateTempSubdirectory("client-page").FullName;
        var own = Directory.CreateDirectory(Path.Combine(folder, "linux-patch-api")).FullName;
        foreach (var file in (string[])["ca.pem", "client.pem", "client.key.pem"])
        {
            File.Copy(Path.Combine(host.Sandbox.ClientFiles, file), Path.Combine(own, file));
        }

        await File.WriteAllTextAsync(Path.Combine(own, "hosts.txt"), host.Sandbox.Address + "\n");
        var script = Path.Combine(folder, "page.sh");
        await File.WriteAllLinesAsync(
            script,
            [
                "set -eEo pipefail",
                "trap 'echo \"failed: $BASH_COMMAND\" >&2' ERR",
                $"cd {folder}; export XDG_CONFIG_HOME={folder} HOST={host.Sandbox.Address}",
                $"linux-patch-api() {{ {host.Sandbox.Root}/usr/bin/linux-patch-api \"$@\"; }}",
                .. lines,
                "echo played to the end",
            ]);
        var played = await Command.TryAsync("bash", script);
        Assert.True(
            played.Exit == 0 && played.Output.EndsWith("played to the end\n", StringComparison.Ordinal),
            $"exit {played.Exit}\n{played.Output}\n{played.Errors}");
        Assert.Contains("sample-tiny1", played.Output);
        Assert.Contains("100%  completed", played.Output);
        Assert.Contains("2 hosts: 1 ok, 1 failed", played.Output);
    }
}
