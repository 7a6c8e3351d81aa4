using System.Net.Security;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Watching;

/// <summary>Who may watch, and how many.</summary>
public sealed class WatchRefusalTests(AgentHost host) : IClassFixture<AgentHost>
{
    private const string Handshake =
        "GET /api/v1/ws/jobs HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    [Theory]
    [InlineData("GET /api/v1/ws/jobs HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("GET /api/v1/ws/jobs HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n")]
    [InlineData(
        "GET /api/v1/ws/jobs HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: "
            + "8\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")]
    public async Task A_request_that_is_no_handshake_is_told_to_upgrade(string request) =>
        Assert.Equal(
            "13", (await RawClient.SendAsync(host.Client, request)).Expect(426, "UPGRADE_REQUIRED").Headers["Sec-WebSocket-Version"]);

    [Fact]
    public async Task A_web_page_may_not_open_the_socket() =>
        (await RawClient.SendAsync(host.Client, Handshake + "Origin: https://example.org\r\n\r\n")).Expect(403, "ORIGIN_REFUSED");

    [Fact]
    public async Task One_client_more_than_its_sockets_and_one_socket_more_than_all_are_refused()
    {
        var open = new List<SslStream>();
        try
        {
            // Places: 8 of a certificate, 64 in all. Ninety seconds are far more than it takes; silent sockets are closed after fifteen.
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
            var clients = new List<AgentClient>();
            for (var i = 0; i < 9; i++)
            {
                clients.Add(host.ClientAs(await host.IssueAsync($"watcher{i}")));
            }

            await FillAsync(clients[0], 8, open, limit.Token);
            var ninth = (await RawClient.SendAsync(clients[0], Handshake + "\r\n")).Expect(429, "TOO_MANY_WATCHES");
            Assert.Equal("30", ninth.Headers["Retry-After"]);
            await Task.WhenAll(clients.Skip(1).Take(7).Select(c => FillAsync(c, 8, open, limit.Token)));
            var last = (await RawClient.SendAsync(clients[8], Handshake + "\r\n")).Expect(503, "OVERLOADED");
            Assert.Equal("30", last.Headers["Retry-After"]);
            Assert.True(last.Error.Flag("retryable"));

            // A place that is given back can be had again.
            await open[0].DisposeAsync();
            await Eventually.AsWantedAsync("a place", () => RawClient.SendAsync(clients[8], Handshake + "\r\n"), a => a.Status == 101);
            clients.ForEach(c => c.Dispose());
        }
        finally
        {
            foreach (var stream in open)
            {
                await stream.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task One_event_stream_more_than_a_client_may_have_is_refused()
    {
        var job = await host.Client.JobAsync("DELETE", "/api/v1/packages/sample-tiny1");
        var open = new List<SslStream>();
        var request = $"GET /api/v1/jobs/{job}/events HTTP/1.1\r\nHost: a\r\n\r\n";
        await host.Client.EndAsync(job);
        // The stream of an ended job ends by itself, so a place is kept by a job that waits for its reboot.
        var reboot = (await host.Client.PostAsync("/api/v1/system/reboot", """{"delay_seconds":3600}""")).Expect(202).Data.Text("job_id")!;
        request = request.Replace(job, reboot, StringComparison.Ordinal);
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            for (var i = 0; i < 16; i++)
            {
                var (answer, stream) = await RawClient.OpenAsync(host.Client, request, limit.Token);
                open.Add(stream);
                Assert.Equal("text/event-stream", answer.Expect(200).Headers["Content-Type"].Split(';')[0]);
            }

            (await RawClient.SendAsync(host.Client, request)).Expect(429, "TOO_MANY_WATCHES");
        }
        finally
        {
            foreach (var stream in open)
            {
                await stream.DisposeAsync();
            }

            (await host.Client.DeleteAsync("/api/v1/system/reboot")).Expect(200);
        }
    }

    private static async Task FillAsync(AgentClient client, int count, List<SslStream> open, CancellationToken cancellationToken)
    {
        for (var i = 0; i < count; i++)
        {
            var (answer, stream) = await RawClient.OpenAsync(client, Handshake + "\r\n", cancellationToken);
            lock (open)
            {
                open.Add(stream);
            }

            answer.Expect(101);
        }
    }
}
