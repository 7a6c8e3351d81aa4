using System.Net;
using LinuxPatchApi.Api.Sockets;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Api.Sockets;

public sealed class JobEventStreamTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stream_sends_past_then_current_events_and_ends_with_the_job()
    {
        await using var host = new WatchHost();
        var job = host.Add(JobStatus.Running);
        using var stream = await ReaderAsync(host, $"/api/v1/jobs/{job}/events");
        Assert.Equal(["retry: 2000", ""], [await stream.LineAsync(), await stream.LineAsync()]);
        Assert.Equal("1 pending", await stream.EventAsync());
        Assert.Equal("2 running", await stream.EventAsync());
        host.Progress(job, 30);
        Assert.Equal("3 running", await stream.EventAsync());
        host.End(job);
        Assert.Equal("4 completed", await stream.EventAsync());
        Assert.Null(await stream.LineAsync());
    }

    [Fact]
    public async Task Log_lines_are_sent_once_each_and_only_when_asked_for()
    {
        await using var host = new WatchHost();
        var job = host.Add(JobStatus.Running);
        host.Log(job, "one");
        host.Log(job, "two");
        using var http = host.Http();
        var stream = http.GetStringAsync($"/api/v1/jobs/{job}/events?logs=true", Token);
        var without = http.GetStringAsync($"/api/v1/jobs/{job}/events", Token);
        await Eventually.TrueAsync(() => host.Counters.ActiveRequests == 2, "both streams are open");
        host.Log(job, "three");
        // The same text in the same second is another line.
        host.Log(job, "three");
        host.End(job);
        var text = await Eventually.SoonAsync(stream);
        string[] lines = [.. text.Split('\n').Where(l => l.Contains("\"job_log\"", StringComparison.Ordinal))];
        Assert.Equal(4, lines.Length);
        Assert.All(lines.Zip(["one", "two", "three", "three"]), pair =>
            Assert.Contains($"\"message\":\"{pair.Second}\"", pair.First, StringComparison.Ordinal));
        Assert.True(text.IndexOf("three", StringComparison.Ordinal) < text.LastIndexOf("completed", StringComparison.Ordinal), text);
        Assert.DoesNotContain("job_log", await Eventually.SoonAsync(without), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reconnecting_client_gets_the_events_it_missed()
    {
        await using var host = new WatchHost();
        var job = host.Add(JobStatus.Running);
        host.Progress(job, 30);
        using (var stream = await ReaderAsync(host, $"/api/v1/jobs/{job}/events?after=2"))
        {
            await stream.LineAsync();
            await stream.LineAsync();
            Assert.Equal("3 running", await stream.EventAsync());
        }

        host.Progress(job, 60);
        host.End(job);
        // The first URL again, as event sources do, with the last id received.
        using var again = await ReaderAsync(host, $"/api/v1/jobs/{job}/events?after=2", "3");
        await again.LineAsync();
        await again.LineAsync();
        var next = await again.EventAsync();
        next = next == "4 running" ? await again.EventAsync() : next;
        Assert.Equal("5 completed", next);
        Assert.Null(await again.LineAsync());
    }

    [Fact]
    public async Task Client_with_the_last_event_is_told_not_to_reconnect()
    {
        await using var host = new WatchHost();
        var job = host.Add(JobStatus.Running);
        host.End(job);
        using var http = host.Http();
        Assert.Equal(HttpStatusCode.NoContent, (await http.GetAsync($"/api/v1/jobs/{job}/events?after=3", Token)).StatusCode);
        Assert.Contains("id: 3\n", await http.GetStringAsync($"/api/v1/jobs/{job}/events?after=2", Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Number_of_another_job_does_not_suppress_the_final_event()
    {
        await using var host = new WatchHost();
        var job = host.Add(JobStatus.Running);
        using var stream = await ReaderAsync(host, $"/api/v1/jobs/{job}/events?after=5000");
        await stream.LineAsync();
        await stream.LineAsync();
        host.End(job);
        Assert.Equal("3 completed", await stream.EventAsync());
    }

    [Fact]
    public async Task Silence_is_filled_with_a_comment_every_fifteen_seconds()
    {
        await using var host = new WatchHost();
        var job = host.Add(JobStatus.Running);
        using var stream = await ReaderAsync(host, $"/api/v1/jobs/{job}/events?after=2");
        await stream.LineAsync();
        await stream.LineAsync();
        for (var i = 0; i < 3; i++)
        {
            var line = stream.LineAsync();
            // The stream may not have begun to wait yet: time goes on until it has.
            while (await Task.WhenAny(line, Task.Delay(20, Token)) != line)
            {
                host.Clock.Advance(WatchLimits.StreamKeepAlive);
            }

            Assert.Equal(": keep-alive", await line);
            Assert.Equal("", await stream.LineAsync());
        }
    }

    [Fact]
    public async Task Stopping_agent_ends_the_stream_orderly()
    {
        await using var host = new WatchHost();
        var job = host.Add();
        using var stream = await ReaderAsync(host, $"/api/v1/jobs/{job}/events");
        await stream.LineAsync();
        await stream.LineAsync();
        Assert.Equal("1 pending", await stream.EventAsync());
        host.Jobs.Close();
        Assert.StartsWith(": the agent is stopping", await stream.LineAsync(), StringComparison.Ordinal);
        Assert.Equal("", await stream.LineAsync());
        Assert.Null(await stream.LineAsync());
    }

    [Fact]
    public async Task Case35_Many_past_events_are_written_in_pieces_as_the_reader_receives_them()
    {
        await using var host = new WatchHost();
        var job = host.Add(JobStatus.Running);
        for (var i = 0; i < 400; i++)
        {
            host.Clock.Advance(TimeSpan.FromSeconds(1));
            host.Progress(job, i % 99);
        }

        host.End(job);
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, host.Port, Token);
        var request = $"GET /api/v1/jobs/{job}/events HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(request), Token);
        var answer = await Eventually.SoonAsync(new StreamReader(client.GetStream(), System.Text.Encoding.Latin1).ReadToEndAsync(Token));
        var pieces = Pieces(answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
        var events = string.Concat(pieces);
        Assert.Contains("\"completed\"", events, StringComparison.Ordinal);
        var longest = events.Split("\n\n").Max(e => e.Length) + 2;
        Assert.True(pieces.Count > events.Length / WatchLimits.StreamPieceBytes / 2, $"{pieces.Count} pieces for {events.Length} bytes");
        // At the limit the next event goes in, and nothing behind it.
        Assert.InRange(pieces.Max(p => p.Length), WatchLimits.StreamPieceBytes, WatchLimits.StreamPieceBytes + longest);
    }

    [Fact]
    public async Task Disconnected_client_frees_its_slot()
    {
        await using var host = new WatchHost();
        var job = host.Add(JobStatus.Running);
        using (var stream = await ReaderAsync(host, $"/api/v1/jobs/{job}/events"))
        {
            await stream.LineAsync();
        }

        for (var i = 0; host.Counters.ActiveRequests > 0; i++)
        {
            Assert.True(i < 1000, "the stream goes on");
            host.Clock.Advance(WatchLimits.StreamKeepAlive);
            await Task.Delay(1, Token);
        }
    }

    [Theory]
    [InlineData("/api/v1/jobs/7/events", null, 400, "INVALID_JOB_ID")]
    [InlineData("/api/v1/jobs/0190f4a0-0000-7000-8000-000000000001/events", null, 404, "JOB_NOT_FOUND")]
    [InlineData("/api/v1/jobs/0190f4a0-0000-7000-8000-000000000001/events?after=-1", null, 400, "INVALID_REQUEST")]
    [InlineData("/api/v1/jobs/0190f4a0-0000-7000-8000-000000000001/events?since=1", null, 400, "INVALID_REQUEST")]
    [InlineData("/api/v1/jobs/0190f4a0-0000-7000-8000-000000000001/events", "x", 400, "INVALID_REQUEST")]
    public async Task Refusals_are_enveloped(string path, string? lastEventId, int status, string code)
    {
        await using var host = new WatchHost();
        using var http = host.Http();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        var answer = await http.SendAsync(request, Token);
        Assert.Equal((status, "application/json"), ((int)answer.StatusCode, answer.Content.Headers.ContentType!.ToString()));
        Assert.Contains($"\"{code}\"", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    /// <summary>Chunks of a body (RFC 9112 section 7.1).</summary>
    private static List<string> Pieces(string body)
    {
        var pieces = new List<string>();
        while (true)
        {
            var line = body.IndexOf("\r\n", StringComparison.Ordinal);
            var length = Convert.ToInt32(body[..line], 16);
            if (length == 0)
            {
                return pieces;
            }

            pieces.Add(body.Substring(line + 2, length));
            body = body[(line + 2 + length + 2)..];
        }
    }

    private static async Task<StreamReaderOfEvents> ReaderAsync(WatchHost host, string path, string? lastEventId = null)
    {
        var http = host.Http();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (answer.StatusCode, answer.Content.Headers.ContentType!.ToString()));
        return new StreamReaderOfEvents(http, new StreamReader(await answer.Content.ReadAsStreamAsync(Token)));
    }

    private sealed class StreamReaderOfEvents(HttpClient http, StreamReader lines) : IDisposable
    {
        /// <summary>Null at the end of the stream.</summary>
        public Task<string?> LineAsync() => Eventually.SoonAsync(lines.ReadLineAsync(Token).AsTask());

        /// <summary>The next event as <c>id status</c>.</summary>
        public async Task<string> EventAsync()
        {
            var id = await LineAsync();
            Assert.StartsWith("id: ", id, StringComparison.Ordinal);
            Assert.Equal("event: job_status", await LineAsync());
            var data = await LineAsync();
            Assert.StartsWith("data: {", data, StringComparison.Ordinal);
            Assert.Equal("", await LineAsync());
            var frame = System.Text.Json.JsonDocument.Parse(data!["data: ".Length..]).RootElement;
            Assert.Equal(id!["id: ".Length..], frame.GetProperty("sequence").GetInt64().ToString());
            return $"{id["id: ".Length..]} {frame.GetProperty("status").GetString()}";
        }

        public void Dispose()
        {
            lines.Dispose();
            http.Dispose();
        }
    }
}
