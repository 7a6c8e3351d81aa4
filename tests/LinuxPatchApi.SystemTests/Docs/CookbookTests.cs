using System.Text.Json;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Docs;

/// <summary>
/// Every line of docs/usage/cookbook.md that begins with <c>curl </c> in a fenced block is run, in order, and must succeed.
/// As the page says: $AGENT is the url, $TLS the three options, $JOB the job of the last answer, $DIGEST the plan's digest.
/// </summary>
public sealed class CookbookTests(AgentHost host) : IClassFixture<AgentHost>
{
    private const int LeastLines = 10;

    [Fact]
    public async Task Every_line_of_the_cookbook_works()
    {
        var lines = Lines(await File.ReadAllLinesAsync(Path.Combine(TestBed.Repository, "docs/usage/cookbook.md")));
        Assert.True(lines.Count >= LeastLines, $"only {lines.Count} curl lines");
        var (job, digest) = ("", "");
        foreach (var line in lines)
        {
            if (line.Contains("/system/reboot", StringComparison.Ordinal))
            {
                await IdleAsync();
            }

            var result = await RunAsync(line, job, digest);
            Assert.True(result.Exit == 0, $"{line}\nexit {result.Exit}\n{result.Text}");
            if (!result.Output.StartsWith('{'))
            {
                continue;
            }

            var answer = JsonDocument.Parse(result.Output).RootElement;
            if (!answer.TryGetProperty("success", out var success))
            {
                continue;
            }

            Assert.True(success.GetBoolean(), $"{line}\n{result.Output}");
            var data = answer.At("data");
            job = data.TryGetProperty("job_id", out var id) ? id.GetString()! : job;
            digest = data.TryGetProperty("digest", out var plan) ? plan.GetString()! : digest;
            await host.AnsweringAsync();
        }
    }

    /// <summary>A reboot is refused while jobs are active; a reader of the page has the time to wait.</summary>
    private Task IdleAsync() => Eventually.AsWantedAsync(
        "the end of all jobs",
        async () => (await host.Client.GetAsync("/api/v1/jobs?status=running")).Data.Number("total") + (await host.Client.GetAsync("/api/v1/jobs?status=pending")).Data.Number("total"),
        active => active == 0,
        seconds: 60);

    private Task<CommandResult> RunAsync(string line, string job, string digest)
    {
        var files = host.Sandbox.ClientFiles;
        return Command.TryAsync(
            "env",
            $"AGENT=https://{host.Sandbox.Address}:12443",
            $"TLS=--cacert {files}/ca.pem --cert {files}/client.pem --key {files}/client.key.pem",
            $"JOB={job}",
            $"DIGEST={digest}",
            "bash",
            "-c",
            line.Replace("curl ", "curl --silent --show-error --max-time 90 ", StringComparison.Ordinal));
    }

    /// <summary>Lines that end in a backslash go on in the next one.</summary>
    private static List<string> Lines(IEnumerable<string> page)
    {
        var (lines, fenced, open) = (new List<string>(), false, false);
        foreach (var line in page.Select(l => l.Trim()))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                fenced = !fenced;
            }
            else if (fenced && open)
            {
                lines[^1] = lines[^1].TrimEnd('\\') + line;
            }
            else if (fenced && line.StartsWith("curl ", StringComparison.Ordinal))
            {
                lines.Add(line);
                open = true;
            }

            open = open && line.EndsWith('\\');
        }

        return lines;
    }
}
