using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Access;

/// <summary>The audit log as it lies on the host, and the verb that checks it.</summary>
public sealed class AuditTests(AgentHost host) : IClassFixture<AgentHost>, IAsyncLifetime
{
    private const string Log = "/var/log/linux_patch_api/audit.log";

    /// <summary>Each test has a chain of its own, and may start the agent more often than the unit allows in five minutes.</summary>
    public async ValueTask InitializeAsync()
    {
        await host.Sandbox.ShAsync(
            $"systemctl stop linux-patch-api.service; rm -f {Log}*; systemctl reset-failed linux-patch-api.service; "
                + "systemctl --no-block start linux-patch-api.service");
        await host.AnsweringAsync();
        await Eventually.AsWantedAsync("the first lines", () => host.Sandbox.TryShAsync($"cat {Log}"),
            log => log.Output.Contains("/health", StringComparison.Ordinal));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Requests_refusals_and_ends_of_jobs_are_in_the_chain_which_outlives_kill_and_restart()
    {
        var before = await host.Client.DoneAsync("PUT", "/api/v1/packages/sample-tiny1");
        (await host.Client.GetAsync("/nothing/here")).Expect(404, "NOT_FOUND");
        (await RawClient.SendAsync(host.Client, "GET /a/%2e%2e/b HTTP/1.1\r\nHost: a\r\n\r\n")).Expect(400, "INVALID_REQUEST");
        await UntilAsync(before.Text("job_id")!, "job_end");
        await host.Sandbox.ShAsync("systemctl kill --signal=KILL linux-patch-api.service");
        await host.AnsweringAsync();
        var after = await host.Client.DoneAsync("PUT", "/api/v1/packages/sample-tiny2");
        await host.RestartAsync();

        var entries = await Eventually.AsWantedAsync("the last start", EntriesAsync, all => all.Count(e => e.Text("kind") == "start") == 3);
        Assert.Equal(Enumerable.Range(1, entries.Count), entries.Select(e => (int)e.Number("seq")));
        foreach (var job in (JsonElement[])[before, after])
        {
            var request = Assert.Single(entries, e => e.Text("kind") == "request" && e.Text("job_id") == job.Text("job_id"));
            var end = Assert.Single(entries, e => e.Text("kind") == "job_end" && e.Text("job_id") == job.Text("job_id"));
            Assert.Equal(("PUT", 202), (request.Text("method"), (int)request.Number("status")));
            Assert.Equal(
                ("update", "completed", request.Text("request_id")), (end.Text("operation"), end.Text("status"), end.Text("request_id")));
            Assert.All(
                (string[])["subject", "serial", "fingerprint", "address"],
                who => Assert.Equal((request.Text(who), true), (end.Text(who), !string.IsNullOrEmpty(end.Text(who)))));
        }

        Assert.Contains(entries, e => e.Text("kind") == "request" && e.Text("code") == "NOT_FOUND" && e.Text("path") == "/nothing/here");
        Assert.Contains(
            entries, e => e.Text("kind") == "request" && e.Text("code") == "INVALID_REQUEST" && e.Text("path") == "/a/%2e%2e/b");
        Assert.Equal(["start", "start", "stop", "start"], entries.Select(e => e.Text("kind")).Where(k => k is "start" or "stop"));
        var verified = await VerifyAsync("", 0);
        Assert.Contains("the chain holds", verified);
    }

    [Fact]
    public async Task What_is_answered_while_the_agent_goes_down_has_its_line_before_the_last()
    {
        var slow = await host.Client.JobAsync("PUT", "/api/v1/packages/sample-tiny3");
        await host.Client.EndAsync(slow);
        var waiting = host.Client.GetAsync($"/api/v1/jobs/{slow}?wait=60");
        await host.Client.GetAsync("/health");
        await host.Sandbox.ShAsync("systemctl stop linux-patch-api.service");
        (await waiting).Expect(200);
        var entries = await EntriesAsync();
        Assert.Equal("stop", entries[^1].Text("kind"));
        Assert.Contains(entries, e => e.Text("kind") == "request" && e.Text("path")!.EndsWith("?wait=60", StringComparison.Ordinal));
        Assert.DoesNotContain(entries, e => e.Text("kind") == "lost");
        Assert.DoesNotContain("audit entries were lost", await host.Sandbox.JournalAsync());
        await host.Sandbox.ShAsync("systemctl start linux-patch-api.service");
        await host.AnsweringAsync();
        Assert.Contains("the chain holds", await VerifyAsync("", 0));
    }

    [Fact]
    public async Task A_changed_and_a_removed_line_and_a_removed_file_are_named_with_their_place()
    {
        for (var i = 0; i < 3; i++)
        {
            await host.RestartAsync();
        }

        await host.Sandbox.ShAsync(
            $"rm -rf /root/copy; mkdir /root/copy; sed '2s/start/stopp/;2s/request/requesd/' {Log} >/root/copy/changed; sed 3d {Log} "
                + ">/root/copy/removed; "
            + $"head -2 {Log} >/root/copy/a; sed -n '3,4p' {Log} >/root/copy/b; sed '1,4d' {Log} >/root/copy/c");
        var changed = await VerifyAsync("/root/copy/changed", 65);
        Assert.Contains("/root/copy/changed:3: hash of the line before entry 3: expected ", changed);
        Assert.Contains(", found ", changed);
        Assert.Contains("/root/copy/removed:3: number of the entry: expected 3, found 4 (entries 3 to 3 are missing)",
            await VerifyAsync("/root/copy/removed", 65));
        Assert.Contains("the chain holds", await VerifyAsync("/root/copy/c /root/copy/a /root/copy/b", 0));
        Assert.Contains("/root/copy/c:1: number of the entry: expected 3, found 5", await VerifyAsync("/root/copy/a /root/copy/c", 65));
        Assert.Contains("begins with entry 3", await VerifyAsync("/root/copy/b /root/copy/c", 0));
        await VerifyAsync("/root/copy/none", 66);
    }

    [Fact]
    public async Task A_torn_last_line_is_told_at_the_next_start_and_is_no_break()
    {
        await host.Sandbox.ShAsync(
            $"systemctl kill --signal=KILL linux-patch-api.service; systemctl stop linux-patch-api.service; truncate -s -20 {Log}; "
            + "systemctl start linux-patch-api.service");
        await host.AnsweringAsync();
        await Eventually.AsWantedAsync(
            "the entry", () => host.Sandbox.ShAsync($"cat {Log}"), log => log.Contains("\"kind\":\"break\"", StringComparison.Ordinal));
        var verified = await VerifyAsync("", 0);
        Assert.Contains("1 torn line(s), reported by the agent in entry", verified);
        Assert.Contains("ended with 1 torn line(s)", await host.Sandbox.JournalAsync());
    }

    [Fact]
    public async Task A_line_that_somebody_adds_while_the_agent_runs_degrades_health_and_breaks_the_chain()
    {
        await host.Sandbox.ShAsync($$"""echo '{"seq":9,"prev":"00","time":"2026-01-01T00:00:00Z","kind":"request"}' >>{{Log}}""");
        var health = await Eventually.AsWantedAsync("degraded health", host.Client.HealthAsync, h => h.Text("status") == "degraded");
        Assert.Contains(health.Texts("degraded_reasons"),
            r => r.StartsWith("the audit log: the file was not as it had been left", StringComparison.Ordinal));
        await VerifyAsync("", 65);
    }

    [Fact]
    public async Task Connections_of_a_denied_address_are_counted_in_one_line()
    {
        var second = IPAddress.Parse(host.Sandbox.HostAddress.Replace("10.213.", "10.215.", StringComparison.Ordinal));
        await Command.TryAsync("ip", "address", "add", $"{second}/32", "dev", host.Sandbox.Link);
        await host.Sandbox.WriteAsync("/etc/linux_patch_api/whitelist.yaml", $"entries:\n  - \"{host.Sandbox.HostAddress}\"\n");
        await host.RestartAsync();
        for (var i = 0; i < 50; i++)
        {
            await KnockAsync(second);
        }

        // A minute, or the end of the agent.
        await host.RestartAsync();
        var dropped = Assert.Single(await EntriesAsync(), e => e.Text("kind") == "dropped");
        var row = Assert.Single(dropped.Items("drops"), r => r.Text("address") == $"{second}");
        Assert.Equal(("address_denied", "50"), (row.Text("what"), row.Number("count").ToString(CultureInfo.InvariantCulture)));
        Assert.Contains("the chain holds", await VerifyAsync("", 0));
    }

    /// <summary>Until the agent has closed the connection.</summary>
    private async Task KnockAsync(IPAddress from)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(from, 0));
        try
        {
            await socket.ConnectAsync(IPAddress.Parse(host.Sandbox.Address), 12443);
            Assert.Equal(0, await socket.ReceiveAsync(new byte[1]));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            // Closed as well.
        }
    }

    private async Task<IReadOnlyList<JsonElement>> EntriesAsync() =>
        [.. (await host.Sandbox.ShAsync($"cat {Log}")).Split(
            '\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    private Task UntilAsync(string id, string kind) => Eventually.AsWantedAsync(
        $"the {kind} of {id}", EntriesAsync, entries => entries.Any(e => e.Text("kind") == kind && e.Text("job_id") == id));

    private async Task<string> VerifyAsync(string files, int exit)
    {
        var result = await host.Sandbox.TryShAsync($"linux-patch-api audit verify {files}");
        Assert.True(result.Exit == exit, $"ended with {result.Exit}: {result.Text}");
        return result.Text;
    }
}
