using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Watching;

/// <summary>The job socket over mutual TLS, with clients that others wrote. Each test begins with the starting state.</summary>
public sealed class WebSocketTests(AgentHost host) : IClassFixture<AgentHost>, IAsyncLifetime
{
    private const string Apply = "/api/v1/patches/apply";

    private string Url => $"wss://{host.Client.Address}:12443/api/v1/ws/jobs";

    public async ValueTask InitializeAsync() => await host.ResetAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Two_foreign_clients_see_an_apply_from_its_state_to_its_end()
    {
        var job = await host.Client.JobAsync("POST", Apply, "{}");
        var clients = Path.Combine(TestBed.Repository, "tests/LinuxPatchApi.SystemTests/Watching/Clients");
        var python = Command.RunAsync("/usr/bin/python3", Path.Combine(clients, "watch.py"), Url, host.Sandbox.ClientFiles, job);
        var node = Command.RunAsync("node", Path.Combine(clients, "watch.js"), Url, host.Sandbox.ClientFiles, job);
        foreach (var frames in new[] { WatchedFrame.Of(await python), WatchedFrame.Of(await node) })
        {
            Check(frames, job);
        }
    }

    [Fact]
    public async Task Stopping_agent_says_goodbye_and_a_new_one_goes_on_with_higher_numbers()
    {
        using (var socket = await ConnectAsync())
        {
            Assert.Equal("connected", (await HearAsync(socket))!.Value.Text("event"));
            await host.Sandbox.ShAsync("systemctl stop --no-block linux-patch-api.service");
            Assert.Null(await HearAsync(socket));
            Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, socket.CloseStatus);
        }

        await host.RestartAsync();
        using var again = await ConnectAsync();
        Assert.Equal("connected", (await HearAsync(again))!.Value.Text("event"));
        var job = await host.Client.JobAsync("POST", Apply, """{"packages":[]}""");
        var ended = false;
        while (!ended)
        {
            var frame = (await HearAsync(again))!.Value;
            Assert.Equal(job, frame.Text("job_id"));
            ended = frame.Text("status") == "completed";
        }
    }

    [Fact]
    public async Task Refreshing_the_indexes_for_a_list_is_not_told()
    {
        using var socket = await ConnectAsync();
        Assert.Equal("connected", (await HearAsync(socket))!.Value.Text("event"));
        (await host.Client.GetAsync("/api/v1/patches")).Expect(200);
        (await host.Client.GetAsync("/api/v1/packages?status=upgradable")).Expect(200);
        await socket.SendAsync("""{"action":"ping"}"""u8.ToArray(), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);
        Assert.Equal("pong", (await HearAsync(socket))!.Value.Text("event"));
    }

    private static void Check(IReadOnlyList<WatchedFrame> frames, string job)
    {
        Assert.All(frames, f => Assert.NotNull(f.Frame.Text("event") + f.Frame.Text("job_id") + f.Frame.Text("status")));
        Assert.Equal(("connected", ""), (frames[0].Frame.Text("event"), frames[0].Frame.Text("job_id")));
        // Before the subscription arrives, the new connection hears all jobs, and this is the only one.
        var told = frames.SkipWhile(f => f.Frame.Text("event") != "subscribed").ToList();
        Assert.Equal(("subscribed", job), (told[0].Frame.Text("event"), told[0].Frame.Text("job_id")));
        told.RemoveAt(0);
        Assert.All(told,
            f => Assert.Equal(
                ("job_status", job, "patch_apply"), (f.Frame.Text("event"), f.Frame.Text("job_id"), f.Frame.Text("operation"))));
        Assert.Equal(("completed", 100), (told[^1].Frame.Text("status"), told[^1].Frame.Number("progress")));
        Assert.Single(told, f => f.Frame.Text("status") is "completed" or "failed" or "cancelled");
        Assert.All(told.Zip(told.Skip(1)), pair =>
        {
            Assert.True(pair.First.Frame.Number("sequence") < pair.Second.Frame.Number("sequence"));
            Assert.True(pair.First.Frame.Number("progress") <= pair.Second.Frame.Number("progress"));
        });
        Assert.True(told.Select(f => f.Frame.Number("progress")).Distinct().Count() >= 5, $"{told.Count} frames");
        // Contract: at most 10 a second; the client's clock starts with the frame's arrival, so one more may fall into the window.
        Assert.All(told, f => Assert.InRange(told.Count(g => g.At >= f.At && g.At < f.At + 1000), 1, 11));
    }

    private async Task<ClientWebSocket> ConnectAsync()
    {
        var socket = new ClientWebSocket();
        var tls = host.Identity.Tls(host.Client.Address);
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler { SslOptions = tls, UseProxy = false }, disposeHandler: false);
        await socket.ConnectAsync(new Uri(Url), invoker, TestContext.Current.CancellationToken);
        return socket;
    }

    /// <summary>The next frame; null when the agent closes.</summary>
    private static async Task<JsonElement?> HearAsync(WebSocket socket)
    {
        var buffer = new byte[4096];
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var result = await socket.ReceiveAsync(buffer, limit.Token);
        return result.MessageType == WebSocketMessageType.Close
            ? null
            : WatchedFrame.Checked(Encoding.UTF8.GetString(buffer, 0, result.Count));
    }
}
