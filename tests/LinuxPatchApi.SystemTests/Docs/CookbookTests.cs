using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Docs;

/// <summary>The recipes of docs/usage/cookbook.md are one shell session, played from top to bottom; every call must succeed.</summary>
public sealed class CookbookTests(AgentHost host) : IClassFixture<AgentHost>
{
    private const int LeastCalls = 10;

    [Fact]
    public async Task Every_line_of_the_cookbook_works()
    {
        var page = await File.ReadAllLinesAsync(Path.Combine(TestBed.Repository, "docs/usage/cookbook.md"));
        var recipes = Recipes(page);
        Assert.True(recipes.Count(l => l.Contains("curl ", StringComparison.Ordinal)) >= LeastCalls, "the page has hardly any recipe");
        var files = host.Sandbox.ClientFiles;
        var script = Path.Combine(Directory.CreateTempSubdirectory("cookbook").FullName, "recipes.sh");
        await File.WriteAllLinesAsync(
            script,
            [
                "set -eEo pipefail",
                "trap 'echo \"failed: $BASH_COMMAND\" >&2' ERR",
                $"AGENT=https://{host.Sandbox.Address}:12443",
                $"TLS='--cacert {files}/ca.pem --cert {files}/client.pem --key {files}/client.key.pem'",
                "curl() {",
                "    local answer",
                "    answer=$(command curl --max-time 90 \"$@\")",
                "    [[ $answer != *'\"success\":false'* ]] || { echo \"$answer\" >&2; return 1; }",
                "    printf '%s\\n' \"$answer\"",
                "}",
                .. recipes,
                "echo played to the end",
            ]);
        var played = await Command.TryAsync("bash", script);
        Assert.True(played.Exit == 0 && played.Output.EndsWith("played to the end\n", StringComparison.Ordinal), $"exit {played.Exit}\n{played.Errors}");
    }

    /// <summary>The lines of all blocks marked <c>sh</c>.</summary>
    private static List<string> Recipes(IEnumerable<string> page)
    {
        var (lines, inside) = (new List<string>(), false);
        foreach (var line in page)
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                inside = line == "```sh";
            }
            else if (inside)
            {
                lines.Add(line);
            }
        }

        return lines;
    }
}
