using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Docs;

/// <summary>The recipes of docs/usage/cookbook.md are one shell session, played from top to bottom; every call must succeed.</summary>
public sealed class CookbookTests(AgentHost host) : IClassFixture<AgentHost>
{
    private const int LeastCalls = 10;

    [Fact]
    public async Task Every_line_of_the_cookbook_works()
    {
        var recipes = await UsagePage.LinesAsync("cookbook.md");
        Assert.True(recipes.Count(l => l.Contains("curl ", StringComparison.Ordinal)) >= LeastCalls, "the page has hardly any recipe");
        await PlayAsync(recipes);
    }

    /// <summary>Each page is a session of its own, with packages of its own.</summary>
    [Theory]
    [InlineData("undo.md")]
    [InlineData("events.md")]
    [InlineData("websocket.md")]
    [InlineData("idempotency.md")]
    [InlineData("caching.md")]
    [InlineData("prometheus.md")]
    [InlineData("ubuntu.md")]
    [InlineData("proxmox-lxc.md")]
    public async Task Every_line_of_the_page_works(string page)
    {
        var lines = await UsagePage.LinesAsync(page);
        Assert.NotEmpty(lines);
        await PlayAsync(lines);
    }

    private async Task PlayAsync(IEnumerable<string> lines)
    {
        var files = host.Sandbox.ClientFiles;
        var folder = Directory.CreateTempSubdirectory("page").FullName;
        foreach (var file in (string[])["ca.pem", "client.pem", "client.key.pem"])
        {
            File.Copy(Path.Combine(files, file), Path.Combine(folder, file));
        }

        var script = Path.Combine(folder, "page.sh");
        await File.WriteAllLinesAsync(
            script,
            [
                "set -eEo pipefail",
                "trap 'echo \"failed: $BASH_COMMAND\" >&2' ERR",
                $"cd {folder}; HOST={host.Sandbox.Address}; AGENT=https://$HOST:12443",
                $"TLS='--cacert {files}/ca.pem --cert {files}/client.pem --key {files}/client.key.pem'",
                // Debian's, which has the packages of Debian.
                "python3() { /usr/bin/python3 \"$@\"; }",
                "curl() {",
                "    local answer",
                "    answer=$(command curl --max-time 90 \"$@\")",
                "    [[ $answer != *'\"success\":false'* ]] || { echo \"$answer\" >&2; return 1; }",
                "    printf '%s\\n' \"$answer\"",
                "}",
                .. lines,
                "echo played to the end",
            ]);
        var played = await Command.TryAsync("bash", script);
        Assert.True(played.Exit == 0 && played.Output.EndsWith("played to the end\n", StringComparison.Ordinal),
            $"exit {played.Exit}\n{played.Output}\n{played.Errors}");
        Directory.Delete(folder, recursive: true);
    }
}
