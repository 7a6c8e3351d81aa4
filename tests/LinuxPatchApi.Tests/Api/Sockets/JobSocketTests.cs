using System.Net;
using System.Net.WebSockets;
using LinuxPatchApi.Api.Sockets;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Api.Sockets;

public sealed class JobSocketTests
{
    [Fact]
    public async Task Connection_that_sent_a_frame_gets_events_of_all_jobs()
    {
        await using var host = new WatchHost();
        using var socket = await host.ListenerAsync();
        var (one, two) = (host.Add(), host.Add());
        host.Start(two);
        host.Progress(two, 5);
        host.End(two);
        Assert.Equal($"job_status {one} pending 0", await WatchHost.ReceiveAsync(socket));
        Assert.Equal($"job_status {two} pending 0", await WatchHost.ReceiveAsync(socket));
        Assert.Equal($"job_status {two} running 0", await WatchHost.ReceiveAsync(socket));
        var next = await WatchHost.ReceiveAsync(socket);
        next = next == $"job_status {two} running 5" ? await WatchHost.ReceiveAsync(socket) : next;
        Assert.Equal($"job_status {two} completed 100", next);
    }

    [Fact]
    public async Task Subscription_sends_the_state_at_once_and_excludes_other_jobs()
    {
        await using var host = new WatchHost();
        var (mine, other) = (host.Add(JobStatus.Running), host.Add(JobStatus.Running));
        host.Progress(mine, 7);
        using var socket = await host.SocketAsync();
        Assert.Equal("connected  connected 0", await WatchHost.ReceiveAsync(socket));
        await WatchHost.SayAsync(socket, $$"""{"action":"subscribe","job_id":"{{mine}}"}""");
        Assert.Equal($"subscribed {mine} subscribed 0", await WatchHost.ReceiveAsync(socket));
        Assert.Equal($"job_status {mine} running 7", await WatchHost.ReceiveAsync(socket));
        host.End(other);
        host.End(mine);
        Assert.Equal($"job_status {mine} completed 100", await WatchHost.ReceiveAsync(socket));
        await WatchHost.SayAsync(socket, """{"type":"ping"}""");
        Assert.Equal("pong  pong 0", await WatchHost.ReceiveAsync(socket));
    }

    [Fact]
    public async Task Subscription_to_a_finished_job_sends_its_end_once()
    {
        await using var host = new WatchHost();
        using var socket = await host.SocketAsync();
        await WatchHost.ReceiveAsync(socket);
        await WatchHost.SayAsync(socket, """{"action":"unsubscribe"}""");
        Assert.Equal("unsubscribed  unsubscribed 0", await WatchHost.ReceiveAsync(socket));
        var job = host.Add(JobStatus.Running);
        host.End(job);
        await WatchHost.SayAsync(socket, $$"""{"type":"subscribe","job_id":"{{job}}"}""");
        Assert.Equal($"subscribed {job} subscribed 0", await WatchHost.ReceiveAsync(socket));
        Assert.Equal($"job_status {job} completed 100", await WatchHost.ReceiveAsync(socket));
        await WatchHost.SayAsync(socket, """{"type":"ping"}""");
        Assert.Equal("pong  pong 0", await WatchHost.ReceiveAsync(socket));
    }

    [Fact]
    public async Task Subscribe_all_sends_unfinished_jobs_and_then_events_of_all()
    {
        await using var host = new WatchHost();
        var (done, open) = (host.Add(JobStatus.Running), host.Add());
        host.End(done);
        using var socket = await host.SocketAsync();
        await WatchHost.ReceiveAsync(socket);
        await WatchHost.SayAsync(socket, $$"""{"action":"subscribe","job_id":"{{done}}"}""");
        Assert.Equal($"subscribed {done} subscribed 0", await WatchHost.ReceiveAsync(socket));
        Assert.Equal($"job_status {done} completed 100", await WatchHost.ReceiveAsync(socket));
        await WatchHost.SayAsync(socket, """{"type":"subscribe_all"}""");
        Assert.Equal("subscribed  subscribed 0", await WatchHost.ReceiveAsync(socket));
        Assert.Equal($"job_status {open} pending 0", await WatchHost.ReceiveAsync(socket));
        host.Start(open);
        Assert.Equal($"job_status {open} running 0", await WatchHost.ReceiveAsync(socket));
    }

    [Fact]
    public async Task Unsubscribed_job_sends_no_more_events()
    {
        await using var host = new WatchHost();
        var (one, two) = (host.Add(), host.Add());
        using var socket = await host.SocketAsync();
        await WatchHost.ReceiveAsync(socket);
        foreach (var job in new[] { one, two })
        {
            await WatchHost.SayAsync(socket, $$"""{"action":"subscribe","job_id":"{{job}}"}""");
            Assert.Equal($"subscribed {job} subscribed 0", await WatchHost.ReceiveAsync(socket));
            Assert.Equal($"job_status {job} pending 0", await WatchHost.ReceiveAsync(socket));
        }

        await WatchHost.SayAsync(socket, $$"""{"action":"unsubscribe","job_id":"{{one}}"}""");
        Assert.Equal($"unsubscribed {one} unsubscribed 0", await WatchHost.ReceiveAsync(socket));
        host.Start(one);
        host.Start(two);
        Assert.Equal($"job_status {two} running 0", await WatchHost.ReceiveAsync(socket));
    }

    [Fact]
    public async Task Invalid_message_or_unknown_job_is_answered_with_an_error()
    {
        await using var host = new WatchHost();
        using var socket = await host.SocketAsync();
        await WatchHost.ReceiveAsync(socket);
        await WatchHost.SayAsync(socket, "hello");
        Assert.Equal("error  invalid_message 0", await WatchHost.ReceiveAsync(socket));
        var unknown = Guid.NewGuid();
        await WatchHost.SayAsync(socket, $$"""{"action":"subscribe","job_id":"{{unknown}}"}""");
        Assert.Equal($"subscribed {unknown} subscribed 0", await WatchHost.ReceiveAsync(socket));
        Assert.Equal($"error {unknown} job_not_found 0", await WatchHost.ReceiveAsync(socket));
        host.Add();
        await WatchHost.SayAsync(socket, """{"action":"ping"}""");
        Assert.Equal("pong  pong 0", await WatchHost.ReceiveAsync(socket));
    }

    [Fact]
    public async Task Case04_Mistyped_job_id_does_not_widen_the_subscription()
    {
        await using var host = new WatchHost();
        var (mine, other) = (host.Add(), host.Add());
        using var socket = await host.SocketAsync();
        await WatchHost.ReceiveAsync(socket);
        await WatchHost.SayAsync(socket, $$"""{"action":"subscribe","job_id":"{{mine}}"}""");
        Assert.Equal($"subscribed {mine} subscribed 0", await WatchHost.ReceiveAsync(socket));
        Assert.Equal($"job_status {mine} pending 0", await WatchHost.ReceiveAsync(socket));
        await WatchHost.SayAsync(socket, $$"""{"action":"subscribe","jobId":"{{mine}}"}""");
        Assert.Equal("error  invalid_message 0", await WatchHost.ReceiveAsync(socket));
        host.Start(other);
        host.Start(mine);
        Assert.Equal($"job_status {mine} running 0", await WatchHost.ReceiveAsync(socket));
    }

    [Fact]
    public async Task Stopping_agent_closes_with_1001()
    {
        await using var host = new WatchHost();
        using var socket = await host.SocketAsync();
        await WatchHost.ReceiveAsync(socket);
        host.Jobs.Close();
        Assert.Equal("close 1001", await WatchHost.ReceiveAsync(socket));
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => host.Counters.ActiveRequests == 0, "the socket's handler ends");
    }

    [Fact]
    public async Task Slow_reader_loses_progress_but_neither_status_changes_nor_the_end()
    {
        await using var host = new WatchHost();
        using var socket = await host.ListenerAsync();
        var job = host.Add(JobStatus.Running);
        for (var i = 1; i < 100; i++)
        {
            host.Progress(job, i);
            host.Clock.Advance(TimeSpan.FromMilliseconds(25));
        }

        host.End(job);
        var received = new List<string>();
        while (received.Count == 0 || !received[^1].Contains("completed", StringComparison.Ordinal))
        {
            received.Add(await WatchHost.ReceiveAsync(socket));
        }

        Assert.Equal([$"job_status {job} pending 0", $"job_status {job} running 0"], received.Take(2));
        // 2.5 s of progress, at most 8 a second.
        Assert.InRange(received.Count, 3, 24);
        Assert.Equal(received.Distinct(), received);
    }

    [Fact]
    public async Task Ninth_socket_of_a_certificate_is_refused_until_one_is_closed()
    {
        await using var host = new WatchHost();
        var sockets = new List<ClientWebSocket>();
        for (var i = 0; i < WatchLimits.SocketsPerClient; i++)
        {
            sockets.Add(await host.SocketAsync());
        }

        await Assert.ThrowsAsync<WebSocketException>(host.SocketAsync);
        using var http = host.Http();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/ws/jobs");
        var refused = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(((HttpStatusCode)429, "30"), (refused.StatusCode, refused.Headers.RetryAfter!.ToString()));
        sockets[0].Abort();
        await Eventually.TrueAsync(() => host.Counters.ActiveRequests == WatchLimits.SocketsPerClient - 1, "the aborted socket is noticed");
        sockets.Add(await host.SocketAsync());
        sockets.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task Plain_request_is_answered_with_426_and_a_web_page_is_refused()
    {
        await using var host = new WatchHost();
        using var http = host.Http();
        var plain = await http.GetAsync("/api/v1/ws/jobs", TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode)426, plain.StatusCode);
        Assert.Equal(("websocket", "13"), (plain.Headers.Upgrade.ToString(), plain.Headers.GetValues("Sec-WebSocket-Version").Single()));
        var body = await plain.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("\"UPGRADE_REQUIRED\"", body, StringComparison.Ordinal);

        using var page = new ClientWebSocket();
        page.Options.SetRequestHeader("Origin", "https://example.org");
        page.Options.CollectHttpResponseDetails = true;
        var address = new Uri($"ws://127.0.0.1:{host.Port}/api/v1/ws/jobs");
        await Assert.ThrowsAsync<WebSocketException>(() => page.ConnectAsync(address, TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.Forbidden, page.HttpStatusCode);
    }

    [Fact]
    public async Task Case39_Watches_end_when_the_certificate_loses_its_role()
    {
        await using var host = new WatchHost();
        var id = host.Add(JobStatus.Running);
        using var socket = await host.ListenerAsync();
        using var http = host.Http();

        // Its headers are awaited: a request that comes after the change would be refused.
        using var response = await http.GetAsync(
            $"/api/v1/jobs/{id}/events", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        var stream = response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        // Another rule, under which it may still read, ends nothing.
        host.Give(new AccessSettings([new RoleRule(AccessRole.Reader, CertificatePart.Subject, "CN=manager")]));
        host.Progress(id, 5);
        Assert.Equal($"job_status {id} running 5", await WatchHost.ReceiveAsync(socket));
        Assert.False(stream.IsCompleted);

        host.Give(new AccessSettings([new RoleRule(AccessRole.Admin, CertificatePart.Subject, "CN=other")]));
        Assert.Equal("close 1008", await WatchHost.ReceiveAsync(socket));
        Assert.EndsWith(
            ": this certificate has no longer the role for this\n\n", await Eventually.SoonAsync(stream), StringComparison.Ordinal);
        Assert.Equal(
            System.Net.HttpStatusCode.Forbidden,
            (await http.GetAsync($"/api/v1/jobs/{id}/events", TestContext.Current.CancellationToken)).StatusCode);
    }
}
