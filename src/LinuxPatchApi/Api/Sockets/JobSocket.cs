using System.Buffers;
using System.Net.WebSockets;
using LinuxPatchApi.Http.WebSockets;
using LinuxPatchApi.Jobs.Events;
using LinuxPatchApi.Jobs.Store;

namespace LinuxPatchApi.Api.Sockets;

/// <summary>One client on <c>/api/v1/ws/jobs</c> (contract section 7).</summary>
/// <param name="client">The fingerprint of its certificate.</param>
internal sealed class JobSocket(WebSocketSession session, string client, JobStore store, TimeProvider time)
{
    private const int FrameSize = 512;

    /// <summary>"Try again later" in the registry of RFC 6455.</summary>
    private const WebSocketCloseStatus TryAgainLater = (WebSocketCloseStatus)1013;

    private static readonly string TooMany =
        $"at most {WatchLimits.Subscriptions} jobs can be chosen; subscribe without job_id to hear all";

    /// <summary>Null once the client has sent a frame.</summary>
    private QuietWatch? _quiet = new(client, time);

    private readonly JobEventFeed _feed = store.Events.NewFeed();

    /// <summary>Held while frames are sent and while subscriptions change: no frame of another job may follow "subscribed", because clients
    /// take the first terminal frame they receive for that of their job.</summary>
    private readonly SemaphoreSlim _sendLock = new(1);

    /// <summary>Serves the client until it disconnects, the agent stops, or the client may no longer read.</summary>
    /// <param name="closing">Cancelled when the agent stops.</param>
    /// <param name="roleLost">Cancelled when the client's certificate loses its role.</param>
    public async Task RunAsync(CancellationToken closing, CancellationToken roleLost)
    {
        using var over = new CancellationTokenSource();
        await SendAsync("connected", "", "connected", "hears its own jobs; after a frame all jobs, until it subscribes to one");
        var following = FollowAsync(over.Token);
        await using (closing.UnsafeRegister(static self => ((JobSocket)self!).Leave(), this))
        await using (roleLost.UnsafeRegister(static self => ((JobSocket)self!).Refuse(), this))
        {
            while (await session.ReceiveAsync() is { } message)
            {
                await AnswerAsync(ClientFrame.Parse(message));
            }
        }

        await over.CancelAsync();
        await following;
    }

    private void Leave() => _ = session.CloseAsync(WebSocketCloseStatus.EndpointUnavailable, "the agent is stopping").AsTask();

    private void Refuse() =>
        _ = session.CloseAsync(WebSocketCloseStatus.PolicyViolation, "this certificate has no longer the role for this").AsTask();

    private async Task FollowAsync(CancellationToken over)
    {
        try
        {
            while (!_feed.HasOverrun)
            {
                await _feed.WaitAsync(_quiet?.Remaining ?? Timeout.InfiniteTimeSpan, over);
                await _sendLock.WaitAsync(over);
                try
                {
                    foreach (var next in _feed.Take())
                    {
                        if (_quiet?.Accepts(next) != false)
                        {
                            await SendAsync(next);
                        }
                    }

                    if (_quiet is { IsOver: true })
                    {
                        await session.CloseAsync(WebSocketCloseStatus.NormalClosure, "all jobs of this certificate have ended");
                        return;
                    }
                }
                finally
                {
                    _sendLock.Release();
                }
            }

            await session.CloseAsync(TryAgainLater, "too slow: frames were lost, read the jobs again");
        }
        catch (OperationCanceledException)
        {
            // The client has disconnected.
        }
    }

    /// <param name="message">What the client sent.</param>
    private async ValueTask AnswerAsync((ClientFrame? Frame, string? Failure) message)
    {
        await _sendLock.WaitAsync();
        try
        {
            _quiet = null;
            await (message.Frame switch
            {
                { Action: ClientAction.Subscribe, JobId: { } id } => SubscribeAsync(id),
                { Action: ClientAction.Subscribe } => SubscribeAllAsync(),
                { Action: ClientAction.Unsubscribe, JobId: var id } => UnsubscribeAsync(id),
                { Action: ClientAction.Ping } => SendAsync("pong", "", "pong", ""),
                null => SendAsync("error", "", "invalid_message", message.Failure!),
                _ => throw new InvalidOperationException("an action without an answer"),
            });
        }
        finally
        {
            _sendLock.Release();
        }
    }

    private async ValueTask SubscribeAsync(Guid id)
    {
        if (_feed.Watched >= WatchLimits.Subscriptions)
        {
            await SendAsync("error", id.ToString(), "too_many_subscriptions", TooMany);
            return;
        }

        var job = store.Find(id);
        _feed.Watch(id, job?.Sequence ?? 0);
        await SendAsync("subscribed", id.ToString(), "subscribed", "");
        await (job is null
            ? SendAsync("error", id.ToString(), "job_not_found", "there is no such job in the history")
            : SendAsync(JobEvent.Of(job)));
    }

    private async ValueTask SubscribeAllAsync()
    {
        _feed.WatchAll();
        await SendAsync("subscribed", "", "subscribed", "hears all jobs");
        foreach (var job in store.All().Where(j => !j.IsTerminal).OrderBy(j => j.CreatedAt))
        {
            await SendAsync(JobEvent.Of(job));
        }
    }

    private ValueTask UnsubscribeAsync(Guid? id)
    {
        if (id is { } one)
        {
            _feed.Unwatch(one);
        }
        else
        {
            _feed.UnwatchAll();
        }

        return SendAsync("unsubscribed", id?.ToString() ?? "", "unsubscribed", "");
    }

    private async ValueTask SendAsync(JobEvent job)
    {
        var frame = new ArrayBufferWriter<byte>(FrameSize);
        JobFrame.Write(frame, job, id => store.Find(id)?.Logs);
        await session.SendTextAsync(frame.WrittenMemory);
    }

    private async ValueTask SendAsync(string name, string jobId, string status, string message)
    {
        var frame = new ArrayBufferWriter<byte>(FrameSize);
        JobFrame.Write(frame, name, jobId, status, message, time.GetUtcNow());
        await session.SendTextAsync(frame.WrittenMemory);
    }
}
