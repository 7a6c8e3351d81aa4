using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Watching;

/// <summary>What a client sees of a job that changes two hundred packages.</summary>
public sealed class LongApplyTests(AgentHost host) : IClassFixture<AgentHost>
{
    private const int Count = 200;

    [Fact]
    public async Task Two_hundred_packages_show_a_hundred_updates_and_ten_a_second_at_most()
    {
        var names = Enumerable.Range(1, Count).Select(i => $"sample-many{i}").ToList();
        await host.Sandbox.BulkAsync("sample-many", Count, "1.0-1");
        await host.Sandbox.ShAsync($"apt-get -q update >/dev/null; apt-get -q -y install {string.Join(' ', names)} >/dev/null 2>&1");
        // Scripts as real packages have them: without, two hundred go in within five seconds.
        await host.Sandbox.BulkAsync("sample-many", Count, "2.0-1", "--postinst", "sleep 0.1");

        var job = await host.Client.JobAsync("POST", "/api/v1/patches/apply", $$"""{"packages":["{{string.Join("\",\"", names)}}"]}""");
        var script = Path.Combine(TestBed.Repository, "tests/LinuxPatchApi.SystemTests/Watching/Clients/watch.py");
        var url = $"wss://{host.Client.Address}:12443/api/v1/ws/jobs";
        var frames = WatchedFrame.Of(await Command.RunAsync("/usr/bin/python3", script, url, host.Sandbox.ClientFiles, job))
            .Where(f => f.Frame.Text("event") == "job_status").ToList();

        Assert.Equal("completed", frames[^1].Frame.Text("status"));
        var seen = frames.Select(f => (f.Frame.Text("phase"), f.Frame.Number("progress"),
            f.Frame.TryGetProperty("current_package", out var package) ? package.GetString() : null)).Distinct().Count();
        Assert.True(seen >= 100, $"{seen} distinct updates in {frames.Count} frames");
        // The message moves with the work: it names the package in hand.
        var messages = frames.Select(f => f.Frame.Text("message")).Distinct().Count();
        Assert.True(messages >= 100, $"{messages} distinct messages in {frames.Count} frames");
        Assert.All(frames.Zip(frames.Skip(1)), pair =>
        {
            Assert.True(pair.First.Frame.Number("sequence") < pair.Second.Frame.Number("sequence"));
            Assert.True(pair.First.Frame.Number("progress") <= pair.Second.Frame.Number("progress"));
        });
        // The client's clock starts with the frame's arrival, so one more may fall into the window.
        Assert.All(frames, f => Assert.InRange(frames.Count(g => g.At >= f.At && g.At < f.At + 1000), 1, 11));
        var ended = (await host.Client.GetAsync($"/api/v1/jobs/{job}")).Expect(200).Data;
        Assert.Equal(Count, ended.Items("changes").Count(c => c.Text("outcome") == "applied"));
    }
}
