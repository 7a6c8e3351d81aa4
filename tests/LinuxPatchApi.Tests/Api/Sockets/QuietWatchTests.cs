using System.Net.WebSockets;
using LinuxPatchApi.Api.Sockets;
using LinuxPatchApi.Jobs.Events;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Tests.Jobs;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Api.Sockets;

/// <summary>What a WebSocket hears that has sent no frame: the relay of a fleet manager, which acts on every frame it gets.</summary>
public sealed class QuietWatchTests
{
    [Fact]
    public async Task Only_jobs_of_its_own_certificate_are_heard()
    {
        await using var host = new WatchHost();
        using var socket = await GreetedAsync(host);
        host.Add();
        var own = host.Add(isOwn: true);
        Assert.Equal($"job_status {own} pending 0", await WatchHost.ReceiveAsync(socket));
    }

    [Fact]
    public async Task Closed_with_1000_five_seconds_after_the_last_job_ended()
    {
        await using var host = new WatchHost();
        var own = host.Add(JobStatus.Running, isOwn: true);
        host.Add(JobStatus.Running);
        using var socket = await GreetedAsync(host);
        host.End(own);
        Assert.Equal($"job_status {own} completed 100", await WatchHost.ReceiveAsync(socket));
        var closed = WatchHost.ReceiveAsync(socket);
        await AdvanceAsync(host, WatchLimits.QuietClose - TimeSpan.FromMilliseconds(50));
        Assert.False(closed.IsCompleted);
        await AdvanceAsync(host, TimeSpan.FromMilliseconds(100));
        Assert.Equal("close 1000", await closed);
    }

    [Fact]
    public async Task No_end_is_told_while_another_job_is_unfinished()
    {
        await using var host = new WatchHost();
        var (one, two) = (host.Add(JobStatus.Running, isOwn: true), host.Add(JobStatus.Running, isOwn: true));
        using var socket = await GreetedAsync(host);
        host.End(one);
        await AdvanceAsync(host, 2 * WatchLimits.QuietClose);
        host.End(two);
        Assert.Equal($"job_status {two} completed 100", await WatchHost.ReceiveAsync(socket));
    }

    [Fact]
    public async Task New_job_keeps_the_connection_open()
    {
        await using var host = new WatchHost();
        var own = host.Add(JobStatus.Running, isOwn: true);
        using var socket = await GreetedAsync(host);
        host.End(own);
        Assert.Equal($"job_status {own} completed 100", await WatchHost.ReceiveAsync(socket));
        var next = host.Add(isOwn: true);
        Assert.Equal($"job_status {next} pending 0", await WatchHost.ReceiveAsync(socket));
        await AdvanceAsync(host, 2 * WatchLimits.QuietClose);
        host.Start(next);
        Assert.Equal($"job_status {next} running 0", await WatchHost.ReceiveAsync(socket));
    }

    [Fact]
    public void Progress_is_told_once_in_ten_seconds_and_a_change_of_status_at_once()
    {
        var clock = new FakeTimeProvider();
        var watch = new QuietWatch("aa", clock);
        var job = JobSamples.New(JobStatus.Running) with { RequestedBy = JobSamples.Someone with { Fingerprint = "aa" } };
        var (progress, change) = (JobEvent.Of(job, isStatusChange: false), JobEvent.Of(job));
        Assert.True(watch.Accepts(progress));
        clock.Advance(WatchLimits.QuietProgress - TimeSpan.FromMilliseconds(1));
        Assert.False(watch.Accepts(progress));
        Assert.True(watch.Accepts(change));
        Assert.False(watch.Accepts(change with { Client = "bb" }));
        clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(watch.Accepts(progress));
        Assert.False(watch.Accepts(progress));
    }

    [Fact]
    public async Task A_frame_ends_the_silence()
    {
        await using var host = new WatchHost();
        var own = host.Add(JobStatus.Running, isOwn: true);
        using var socket = await GreetedAsync(host);
        host.End(own);
        Assert.Equal($"job_status {own} completed 100", await WatchHost.ReceiveAsync(socket));
        await WatchHost.SayAsync(socket, """{"action":"ping"}""");
        Assert.Equal("pong  pong 0", await WatchHost.ReceiveAsync(socket));
        await AdvanceAsync(host, 2 * WatchLimits.QuietClose);
        var other = host.Add();
        Assert.Equal($"job_status {other} pending 0", await WatchHost.ReceiveAsync(socket));
    }

    private static async Task<ClientWebSocket> GreetedAsync(WatchHost host)
    {
        var socket = await host.SocketAsync();
        Assert.Equal("connected  connected 0", await WatchHost.ReceiveAsync(socket));
        return socket;
    }

    /// <summary>Lets the time pass in steps, below the 15 s after which a client that answers no ping is given up.</summary>
    private static async Task AdvanceAsync(WatchHost host, TimeSpan time)
    {
        for (var left = time; left > TimeSpan.Zero; left -= TimeSpan.FromMilliseconds(125))
        {
            host.Clock.Advance(left < TimeSpan.FromMilliseconds(125) ? left : TimeSpan.FromMilliseconds(125));
            await Task.Yield();
        }
    }
}
