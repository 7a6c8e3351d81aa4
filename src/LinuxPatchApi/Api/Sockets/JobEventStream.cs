using System.Buffers;
using System.Text;
using LinuxPatchApi.Http.Messages;
using LinuxPatchApi.Jobs.Events;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Store;

namespace LinuxPatchApi.Api.Sockets;

/// <summary>One client on <c>/api/v1/jobs/{id}/events</c>: server-sent events (HTML standard, section 9.2) until the job ends.</summary>
/// <param name="withLogs">True to send log lines as well.</param>
internal sealed class JobEventStream(HttpResponse response, JobStore store, bool withLogs)
{
    public const string ContentType = "text/event-stream";

    private readonly ArrayBufferWriter<byte> _event = new();
    private IReadOnlyList<string> _lines = [];

    /// <summary>Sends events until the job ends, the client leaves, or the agent stops.</summary>
    /// <param name="feed">Created before <paramref name="job"/> was looked up, so that no event is missed in between.</param>
    /// <param name="after">Sequence number of the last event the client has; 0 for all stored events.</param>
    /// <param name="closing">Cancelled when the agent stops: the stream ends orderly, and the client reconnects for the rest.</param>
    /// <param name="roleLost">Cancelled when the client may no longer read: the stream ends, and a reconnect is refused.</param>
    /// <param name="cancellationToken">Cancelled when the connection is lost.</param>
    public async Task RunAsync(
        JobEventFeed feed, Job job, long after, CancellationToken closing, CancellationToken roleLost, CancellationToken cancellationToken)
    {
        response.SetHeader("Content-Type", ContentType);
        response.SetHeader("Cache-Control", "no-store");
        // Keeps nginx, and proxies that follow it, from buffering events.
        response.SetHeader("X-Accel-Buffering", "no");
        var past = store.Events.Replay(job, after);
        feed.Watch(job.Id, past.Count > 0 ? past[^1].Sequence : after);
        response.Body.Write(Encoding.ASCII.GetBytes($"retry: {WatchLimits.StreamRetryMilliseconds}\n\n"));
        if (!await SendLogsAsync(job.Id, cancellationToken) || !await SendAsync(past, cancellationToken))
        {
            return;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(closing, roleLost, cancellationToken);
        try
        {
            await FollowAsync(feed, job.Id, either.Token, cancellationToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            response.Body.Write(roleLost.IsCancellationRequested
                ? ": this certificate has no longer the role for this\n\n"u8
                : ": the agent is stopping, ask again with Last-Event-ID\n\n"u8);
        }
    }

    private async Task FollowAsync(JobEventFeed feed, Guid id, CancellationToken either, CancellationToken cancellationToken)
    {
        var time = store.Events.Time;
        var writtenAt = time.GetTimestamp();
        var isOpen = true;
        // A feed that has overrun ends the stream: the client reconnects with Last-Event-ID and gets the stored events.
        while (isOpen && !feed.HasOverrun)
        {
            var left = WatchLimits.StreamKeepAlive - time.GetElapsedTime(writtenAt);
            await feed.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, either);
            var due = feed.Take();
            if (!await SendLogsAsync(id, cancellationToken))
            {
                return;
            }

            if (due.Count == 0 && time.GetElapsedTime(writtenAt) < WatchLimits.StreamKeepAlive)
            {
                continue;
            }

            if (due.Count == 0)
            {
                response.Body.Write(": keep-alive\n\n"u8);
            }

            isOpen = await SendAsync(due, cancellationToken);
            writtenAt = time.GetTimestamp();
        }
    }

    /// <summary>Sends events. False when the stream is over: the job has ended, or the client does not read.</summary>
    private async ValueTask<bool> SendAsync(IReadOnlyList<JobEvent> due, CancellationToken cancellationToken)
    {
        var written = 0;
        foreach (var next in due)
        {
            if (written >= WatchLimits.StreamPieceBytes)
            {
                written = 0;
                if (!await response.FlushAsync(cancellationToken))
                {
                    return false;
                }
            }

            _event.ResetWrittenCount();
            _event.Write(Encoding.ASCII.GetBytes($"id: {next.Sequence}\nevent: {JobFrame.JobStatusEvent}\ndata: "));
            JobFrame.Write(_event, next, id => store.Find(id)?.Logs);
            _event.Write("\n\n"u8);
            response.Body.Write(_event.WrittenSpan);
            written += _event.WrittenCount;
        }

        return await response.FlushAsync(cancellationToken) && !due.Any(e => e.IsTerminal);
    }

    /// <summary>Sends the log lines that are new. False when the client does not read.</summary>
    private async ValueTask<bool> SendLogsAsync(Guid id, CancellationToken cancellationToken)
    {
        if (!withLogs || store.Find(id) is not { Logs: var logs } job)
        {
            return true;
        }

        // The oldest lines may be gone, and two lines of one second may be the same: the rest of the known ones is where the log begins.
        var gone = 0;
        while (!_lines.Skip(gone).SequenceEqual(logs.Take(_lines.Count - gone)))
        {
            gone++;
        }

        var first = _lines.Count - gone;
        _lines = logs;
        if (first == logs.Count)
        {
            return true;
        }

        for (var i = first; i < logs.Count; i++)
        {
            _event.ResetWrittenCount();
            _event.Write(Encoding.ASCII.GetBytes($"event: {JobFrame.JobLogEvent}\ndata: "));
            JobFrame.WriteLog(_event, job, logs[i]);
            _event.Write("\n\n"u8);
            response.Body.Write(_event.WrittenSpan);
            if ((i - first + 1) % WatchLimits.LogLinesPerPiece == 0 && !await response.FlushAsync(cancellationToken))
            {
                return false;
            }
        }

        return await response.FlushAsync(cancellationToken);
    }
}
