using System.Buffers;
using System.Net.WebSockets;
using LinuxPatchApi.Http.WebSockets;
using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Events;

namespace LinuxPatchApi.Api.Sockets;

/// <summary>One client on <c>/api/v1/ws/jobs</c> (contract section 7).</summary>
internal sealed class JobSocket(WebSocketSession session, JobStore store, TimeProvider time)
{
    private const int FrameSize = 512;

    private const string InvalidMessage = "a message is a JSON object with action subscribe, unsubscribe or ping, and a job_id or none";

    /// <summary>RFC 6455's registry: "try again later".</summary>
    private const WebSocketCloseStatus TryAgainLater = (WebSocketCloseStatus)1013;

    private static readonly string TooMany =
        $"at most {WatchLimits.Subscriptions} jobs can be chosen; subscribe without job_id to hear all";

    private readonly JobEventFeed _feed = store.Events.NewFeed();

    /// <summary>Held while frames are sent and while jobs are chosen: after "subscribed" no frame of another job may follow, because a
    /// client takes the first terminal frame it sees for that of its job.</summary>
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Serves until the client goes, or <paramref name="closing"/> fires.</summary>
    public async Task RunAsync(CancellationToken closing)
    {
        using var over = new CancellationTokenSource();
        await TellAsync("connected", "", "connected", "hears all jobs until it subscribes to one");
        var telling = FollowAsync(over.Token);
        await using (closing.UnsafeRegister(static self => ((JobSocket)self!).Leave(), this))
        {
            while (await session.ReceiveAsync() is { } message)
            {
                await AnswerAsync(ClientFrame.Parse(message));
            }
        }

        await over.CancelAsync();
        await telling;
    }

    private void Leave() => _ = session.CloseAsync(WebSocketCloseStatus.EndpointUnavailable, "the agent is stopping").AsTask();

    private async Task FollowAsync(CancellationToken over)
    {
        try
        {
            while (!_feed.HasOverrun)
            {
                await _feed.WaitAsync(Timeout.InfiniteTimeSpan, over);
                await _turn.WaitAsync(over);
                try
                {
                    foreach (var next in _feed.Take())
                    {
                        await TellAsync(next);
                    }
                }
                finally
                {
                    _turn.Release();
                }
            }

            await session.CloseAsync(TryAgainLater, "too slow: frames were lost, ask for the jobs anew");
        }
        catch (OperationCanceledException)
        {
            // The client is gone.
        }
    }

    private async ValueTask AnswerAsync(ClientFrame? frame)
    {
        await _turn.WaitAsync();
        try
        {
            await (frame switch
            {
                { Action: ClientAction.Subscribe, JobId: { } id } => SubscribeAsync(id),
                { Action: ClientAction.Subscribe } => SubscribeAllAsync(),
                { Action: ClientAction.Unsubscribe, JobId: var id } => UnsubscribeAsync(id),
                { Action: ClientAction.Ping } => TellAsync("pong", "", "pong", ""),
                null => TellAsync("error", "", "invalid_message", InvalidMessage),
                _ => throw new InvalidOperationException("an action without an answer"),
            });
        }
        finally
        {
            _turn.Release();
        }
    }

    private async ValueTask SubscribeAsync(Guid id)
    {
        if (_feed.Chosen >= WatchLimits.Subscriptions)
        {
            await TellAsync("error", id.ToString(), "too_many_subscriptions", TooMany);
            return;
        }

        var job = store.Find(id);
        _feed.Hear(id, job?.Sequence ?? 0);
        await TellAsync("subscribed", id.ToString(), "subscribed", "");
        await (job is null
            ? TellAsync("error", id.ToString(), "job_not_found", "there is no such job in the history")
            : TellAsync(JobEvent.Of(job)));
    }

    private async ValueTask SubscribeAllAsync()
    {
        _feed.HearAll();
        await TellAsync("subscribed", "", "subscribed", "hears all jobs");
        foreach (var job in store.All().Where(j => !j.IsTerminal).OrderBy(j => j.CreatedAt))
        {
            await TellAsync(JobEvent.Of(job));
        }
    }

    private ValueTask UnsubscribeAsync(Guid? id)
    {
        if (id is { } one)
        {
            _feed.Forget(one);
        }
        else
        {
            _feed.ForgetAll();
        }

        return TellAsync("unsubscribed", id?.ToString() ?? "", "unsubscribed", "");
    }

    private async ValueTask TellAsync(JobEvent job)
    {
        var frame = new ArrayBufferWriter<byte>(FrameSize);
        JobFrame.Write(frame, job);
        await session.SendTextAsync(frame.WrittenMemory);
    }

    private async ValueTask TellAsync(string name, string jobId, string status, string message)
    {
        var frame = new ArrayBufferWriter<byte>(FrameSize);
        JobFrame.Write(frame, name, jobId, status, message, time.GetUtcNow());
        await session.SendTextAsync(frame.WrittenMemory);
    }
}
