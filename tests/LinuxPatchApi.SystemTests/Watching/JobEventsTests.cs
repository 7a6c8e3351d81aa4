using System.Globalization;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Watching;

/// <summary>Server-sent events over mutual TLS, read by curl.</summary>
public sealed class JobEventsTests(AgentHost host) : IClassFixture<AgentHost>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await host.ResetAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Stream_that_was_cut_is_resumed_without_a_gap_and_ends_with_the_job()
    {
        var job = await host.Client.JobAsync("POST", "/api/v1/patches/apply", "{}");
        var first = await CurlAsync(job, "--max-time", "2");
        Assert.Equal(28, first.Exit);
        var (seen, last) = (Events(first.Output), Events(first.Output)[^1].Id);

        var second = await CurlAsync(job, "-H", $"Last-Event-ID: {last}");
        Assert.Equal(0, second.Exit);
        var all = seen.Concat(Events(second.Output)).ToList();
        Assert.All(all.Zip(all.Skip(1)), pair => Assert.True(pair.First.Id < pair.Second.Id));
        Assert.Equal(1, all[0].Id);
        Assert.Equal(["pending", "running", "completed"], all.Select(e => e.Status).Distinct());
        Assert.Equal("completed", all[^1].Status);

        var whole = Events((await CurlAsync(job)).Output);
        Assert.Equal(["pending", "running", "completed"], whole.Select(e => e.Status).Distinct());
        Assert.Equal(all[^1].Id, whole[^1].Id);
        var done = await CurlAsync(job, "-H", $"Last-Event-ID: {all[^1].Id}", "-w", "%{http_code}");
        Assert.Equal("204", done.Output);
    }

    private Task<CommandResult> CurlAsync(string job, params string[] options)
    {
        var files = host.Sandbox.ClientFiles;
        return Command.TryAsync("curl",
        [
            "-sN", "--cacert", $"{files}/ca.pem", "--cert", $"{files}/client.pem", "--key", $"{files}/client.key.pem", .. options,
            $"https://{host.Client.Address}:12443/api/v1/jobs/{job}/events",
        ]);
    }

    /// <summary>Whole events only: a cut may leave half of one behind.</summary>
    private static IReadOnlyList<(long Id, string Status)> Events(string stream)
    {
        var events = new List<(long, string)>();
        foreach (var block in stream.Split("\n\n")[..^1].Where(b => b.StartsWith("id: ", StringComparison.Ordinal)))
        {
            var lines = block.Split('\n');
            Assert.Equal("event: job_status", lines[1]);
            var data = WatchedFrame.Checked(lines[2]["data: ".Length..]);
            events.Add((long.Parse(lines[0]["id: ".Length..], CultureInfo.InvariantCulture), data.Text("status")!));
        }

        return events;
    }
}
