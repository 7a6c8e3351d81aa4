using System.Globalization;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Input;
using LinuxPatchApi.Api.Routing;
using LinuxPatchApi.Api.Sockets;
using LinuxPatchApi.Http.Messages;
using LinuxPatchApi.Http.Routing;
using LinuxPatchApi.Jobs.Queue;

namespace LinuxPatchApi.Api.Handlers;

/// <summary>Watches jobs live: server-sent events for one job, a WebSocket for all.</summary>
internal sealed class WatchApi(JobService jobs, TimeProvider time) : IApiRoutes
{
    private readonly WatchSlots _streams = new(WatchLimits.Streams, WatchLimits.StreamsPerClient);
    private readonly WatchSlots _sockets = new(WatchLimits.Sockets, WatchLimits.SocketsPerClient);

    public IReadOnlyList<Route<ApiRoute>> Routes =>
    [
        ApiRoute.Watch("/api/v1/jobs/{id}/events", "streamJobEvents", EventsAsync, "after", "logs"),
        ApiRoute.Watch("/api/v1/ws/jobs", "jobSocket", SocketAsync),
    ];

    public async ValueTask<ApiAnswer?> EventsAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        if (NameRules.JobId(request.Values["id"]) is not { } id)
        {
            return ApiAnswer.RefuseField(ApiReason.InvalidJobId, "id", "id: must be a UUID");
        }

        var (after, withLogs, invalid) = Read(request.Http);
        if (invalid is not null)
        {
            return invalid.Answer;
        }

        var feed = jobs.Store.Events.NewFeed();
        if (jobs.Store.Find(id) is not { } job)
        {
            return ApiAnswer.Refuse(ApiReason.JobNotFound, $"there is no job {id} in the history");
        }

        if (job.IsTerminal && after >= job.Sequence)
        {
            // HTML standard, section 9.2.3: 204 stops the reconnects of a client that has the last event.
            return new ApiAnswer.Empty();
        }

        // A number above that of this job belongs to another job; it must not suppress the final event.
        var known = Math.Min(after, job.Sequence);
        return await WatchAsync(_streams, request, async () =>
        {
            await new JobEventStream(request.Exchange.Response, jobs.Store, withLogs)
                .RunAsync(feed, job, known, jobs.Closing, request.RoleLost, cancellationToken);
            return new ApiAnswer.Streamed(200);
        });
    }

    public async ValueTask<ApiAnswer?> SocketAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        if (new QueryObject(request.Http.Query).Finish() is { } invalid)
        {
            return invalid.Answer;
        }

        return await WatchAsync(_sockets, request, async () =>
        {
            var accept = await request.Exchange.AcceptWebSocketAsync();
            if (accept.Session is not { } session)
            {
                return Refuse(accept.Refusal!.Value, request.Exchange.Response);
            }

            await new JobSocket(session, request.Http.Client.FingerprintSha256, jobs.Store, time).RunAsync(jobs.Closing, request.RoleLost);
            return new ApiAnswer.Streamed(101);
        });
    }

    /// <summary>Returns the larger of the two numbers: a client that reconnects repeats its first URL and adds the header.</summary>
    private static (long After, bool WithLogs, InputFailure? Failure) Read(HttpRequest http)
    {
        var query = new QueryObject(http.Query);
        var after = query.Text("after", IsSequence, "must be the id of an event");
        var withLogs = query.Bool("logs") ?? false;
        if (query.Finish() is { } failure)
        {
            return (0, false, failure);
        }

        var header = http.Headers.Get("Last-Event-ID");
        return header is { Length: > 0 } && !IsSequence(header)
            ? (0, false, new InputFailure(ApiReason.InvalidRequest, "Last-Event-ID", "must be the id of an event"))
            : (Math.Max(Sequence(after), Sequence(header)), withLogs, null);
    }

    private static bool IsSequence(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static long Sequence(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 0;

    private static ApiAnswer Refuse(WebSocketRefusal refusal, HttpResponse response)
    {
        var status = WebSocketHandshake.StatusOf(refusal);
        if (status == 426)
        {
            response.SetHeader("Upgrade", "websocket");
            response.SetHeader("Sec-WebSocket-Version", WebSocketHandshake.Version);
        }

        var reason = status switch
        {
            426 => ApiReason.UpgradeRequired,
            403 => ApiReason.OriginRefused,
            _ => ApiReason.InvalidRequest,
        };
        return ApiAnswer.Refuse(reason, WebSocketHandshake.Describe(refusal));
    }

    private static async ValueTask<ApiAnswer?> WatchAsync(WatchSlots slots, ApiRequest request, Func<Task<ApiAnswer>> watch)
    {
        var client = request.Http.Client.FingerprintSha256;
        switch (slots.Take(client))
        {
            case WatchAdmission.TooManyOfClient:
                return ApiAnswer.Refuse(ApiReason.TooManyWatches, "this certificate already has as many watches as allowed; close one");
            case WatchAdmission.TooMany:
                return ApiAnswer.Refuse(ApiReason.NoCapacity, "the limit of watching clients is reached");
        }

        try
        {
            return await watch();
        }
        finally
        {
            slots.Release(client);
        }
    }
}
