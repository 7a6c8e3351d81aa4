using LinuxPatchApi.Access.Rates;
using LinuxPatchApi.Access.Roles;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Idempotency;
using LinuxPatchApi.Api.Input;
using LinuxPatchApi.Api.Routing;
using LinuxPatchApi.Api.Sockets;
using LinuxPatchApi.Audit;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Http.Identity;
using LinuxPatchApi.Http.Messages;
using LinuxPatchApi.Http.Routing;
using LinuxPatchApi.InForce;
using LinuxPatchApi.Metrics;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Api;

/// <summary>Turns a parsed request into its answer: route, rate limit, role, handler, envelope, audit entry.</summary>
internal sealed class Dispatcher(
    RouteTable<ApiRoute> routes,
    IdempotencyGate idempotency,
    RateLimiter rates,
    ISnapshots inForce,
    Envelope envelope,
    RequestCounts counts,
    AuditLog audit,
    TimeProvider time,
    ILogger<Dispatcher> logger)
{
    public async ValueTask HandleAsync(HttpExchange exchange, CancellationToken cancellationToken)
    {
        var request = exchange.Request;
        var match = routes.Match(request.Method, request.Path);
        var settings = inForce.Current.Settings;
        var role = RoleDecision.Of(settings.Access, Auditing.NamesOf(request.Client));
        ApiAnswer? answer;
        try
        {
            answer = await AnswerAsync(exchange, match, role, settings, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The client disconnected before its answer; its request may have taken effect nevertheless.
            Record(request, role, match.Value?.Kind, 0, null, null);
            throw;
        }

        if (answer is null)
        {
            return;
        }

        if (answer is not ApiAnswer.Streamed)
        {
            await envelope.WriteAsync(answer, request.RequestId, exchange.Response, cancellationToken);
        }

        var status = answer is ApiAnswer.Streamed streamed ? streamed.Status : exchange.Response.StatusCode;
        Record(request, role, match.Value?.Kind, status, (answer as ApiAnswer.Error)?.Reason, (answer as ApiAnswer.Data)?.JobId);
    }

    private async ValueTask<ApiAnswer?> AnswerAsync(
        HttpExchange exchange, RouteMatch<ApiRoute> match, AccessRole role, Settings settings, CancellationToken cancellationToken)
    {
        var (limits, accessBefore) = (settings.RateLimit, settings.Access);
        var request = exchange.Request;
        var refusal = RequestRules.Check(request, match);
        // A change refused by its head alone counts as a read: a page of another site must not use up the change tokens of its visitor.
        var kind = match.Value is not { } found || (refusal is not null && found.Kind == ApiRouteKind.Change)
            ? ApiRouteKind.Read : found.Kind;
        if (kind != ApiRouteKind.Vital)
        {
            var (isUnread, refused) = kind == ApiRouteKind.Change && role >= match.Value!.Role
                ? await TakeTokenAsync(request, match.Value, limits, cancellationToken)
                : (false, Limited(
                    rates.Take(limits, request.Client.FingerprintSha256, request.Client.Network, kind == ApiRouteKind.Change),
                    limits,
                    kind == ApiRouteKind.Change));
            if (isUnread || refused is not null)
            {
                return refused;
            }
        }

        if (role == AccessRole.None)
        {
            // Before anything is disclosed, even which paths exist.
            return ApiAnswer.Forbid(match.Value?.Role ?? AccessRole.Reader, role);
        }

        switch (match.Kind)
        {
            case RouteMatchKind.NotFound:
                return ApiAnswer.Refuse(ApiReason.NotFound, "there is nothing at this path");
            case RouteMatchKind.MethodNotAllowed:
                return new ApiAnswer.Error(ApiReason.MethodNotAllowed, $"this path takes {match.Allow}", null) { Allow = match.Allow };
            case RouteMatchKind.Options:
                return refusal ?? (await CheckBodyAsync(request, null, cancellationToken) is { IsAnswered: true } read
                    ? read.Answer : new ApiAnswer.Options(match.Allow));
        }

        var route = match.Value!;
        if (role < route.Role)
        {
            return ApiAnswer.Forbid(route.Role, role);
        }

        if (refusal is not null)
        {
            return refusal;
        }

        try
        {
            if (await CheckBodyAsync(request, route, cancellationToken) is { IsAnswered: true } read)
            {
                return read.Answer;
            }

            using var watch = route.IsWatch ? new RoleWatch(inForce, Auditing.NamesOf(request.Client), route.Role) : null;
            var routed = new ApiRequest(exchange, match.Values)
            {
                Role = role,
                Needed = route.Role,
                RoleNow = () => RoleDecision.Of(inForce.Current.Settings.Access, Auditing.NamesOf(request.Client)),
                RoleLost = watch?.Lost ?? CancellationToken.None,
            };
            if (route.Kind == ApiRouteKind.Change)
            {
                return await idempotency.AnswerAsync(routed, route, cancellationToken);
            }

            var answer = await route.Handler(routed, cancellationToken);
            // A long poll may have waited while the configuration changed.
            return answer is not ApiAnswer.Streamed && !ReferenceEquals(accessBefore, inForce.Current.Settings.Access)
                && routed.Forbidden() is { } forbidden ? forbidden : answer;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The client is still there: a deadline of ours is over. No bug, and worth another try.
            ApiLog.DeadlineOver(logger, route.Operation, request.RequestId);
            return ApiAnswer.Refuse(
                ApiReason.BackendUnavailable, "the package manager or a service of the host did not answer in time; try again");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            ApiLog.HandlerFailed(logger, e, route.Operation, request.RequestId);
            return ApiAnswer.Refuse(ApiReason.InternalError, "an internal error; the log has it under this request id");
        }
    }

    /// <summary>
    /// Takes a token of the rate limit. A dry run counts as a read (contract section 4), and only the body shows that it is one. So the
    /// body is read while the client has any token left; a change refused afterwards costs a read token, so that bodies are not free.
    /// </summary>
    /// <returns>IsUnread is true when the body could not be read, which the HTTP layer answers.</returns>
    private async ValueTask<(bool IsUnread, ApiAnswer? Refused)> TakeTokenAsync(
        HttpRequest request, ApiRoute route, RateLimitSettings limits, CancellationToken cancellationToken)
    {
        var (client, network) = (request.Client.FingerprintSha256, request.Client.Network);
        if (!request.HasBody || route.Body == BodyUse.None)
        {
            var isChange = !DryRuns.IsRequested(request.Query);
            return (false, Limited(rates.Take(limits, client, network, isChange), limits, isChange));
        }

        if (rates.Wait(limits, client, network, change: true) is { } wait && rates.Wait(limits, client, network, change: false) is not null)
        {
            return (false, Limited(wait, limits, isChange: true));
        }

        var body = await request.ReadBodyAsync(cancellationToken);
        if (!body.IsComplete)
        {
            return (true, null);
        }

        if (DryRuns.IsRequested(body.Bytes.Span))
        {
            return (false, Limited(rates.Take(limits, client, network, change: false), limits, isChange: false));
        }

        var refused = Limited(rates.Take(limits, client, network, change: true), limits, isChange: true);
        if (refused is not null)
        {
            rates.Take(limits, client, network, change: false);
        }

        return (false, refused);
    }

    /// <summary>Refuses with the limit that was reached; null when none was.</summary>
    private static ApiAnswer.Error? Limited(TimeSpan? wait, RateLimitSettings limits, bool isChange)
    {
        if (wait is not { } time)
        {
            return null;
        }

        var seconds = (int)Math.Ceiling(time.TotalSeconds);
        return new ApiAnswer.Error(ApiReason.RateLimited, "too many requests from this certificate or address", writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("limit", isChange ? "changes" : "reads");
            writer.WriteNumber("per_minute", isChange ? limits.DestructivePerMinute : limits.ReadPerMinute);
            writer.WriteNumber("burst", isChange ? limits.DestructiveBurst : limits.ReadBurst);
            writer.WriteNumber("retry_after_seconds", seconds);
            writer.WriteEndObject();
        })
        {
            RetryAfterSeconds = seconds,
        };
    }

    /// <summary>Reads the body where only reading shows whether there is one, and checks it.</summary>
    /// <param name="route">Null for OPTIONS.</param>
    /// <returns>IsAnswered is true when the request ends here; the answer is null when the HTTP layer gives it.</returns>
    private static async ValueTask<(bool IsAnswered, ApiAnswer? Answer)> CheckBodyAsync(
        HttpRequest request, ApiRoute? route, CancellationToken cancellationToken)
    {
        if (!RequestRules.MustReadBody(request, route?.Body ?? BodyUse.None))
        {
            return (false, null);
        }

        var body = await request.ReadBodyAsync(cancellationToken);
        var refusal = body.IsComplete ? RequestRules.CheckBody(request, route, body.Bytes.Length) : null;
        return (!body.IsComplete || refusal is not null, refusal);
    }

    /// <summary>Counts, logs and audits a request.</summary>
    private void Record(HttpRequest request, AccessRole role, ApiRouteKind? kind, int status, ApiReason? reason, Guid? jobId)
    {
        var client = request.Client;
        var audited = Auditing.ClientOf(client, role);
        counts.Add(status, reason == ApiReason.RateLimited);
        // A client can send requests above its rate at any speed, so those are logged at debug level.
        var level = kind == ApiRouteKind.Change && reason != ApiReason.RateLimited ? LogLevel.Information : LogLevel.Debug;
        ApiLog.Answered(
            logger, level, request.RequestId, audited.Address, client.Name, request.Method, PeerText.Cut(request.RawTarget), status);
        audit.Write(new AuditEntry.Request(
            time.GetUtcNow(),
            request.RequestId,
            audited,
            request.Method,
            request.RawTarget,
            status,
            reason is { } known ? ApiReasonTable.Of(known).Code : null,
            jobId,
            isHealth: kind == ApiRouteKind.Vital,
            reason == ApiReason.RateLimited ? AuditRefusal.Rate : AuditRefusal.None));
    }
}
