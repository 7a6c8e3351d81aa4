using LinuxPatchApi.Access.Rates;
using LinuxPatchApi.Access.Roles;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Idempotency;
using LinuxPatchApi.Api.Input;
using LinuxPatchApi.Audit;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Http;
using LinuxPatchApi.Http.Routing;
using LinuxPatchApi.InForce;
using LinuxPatchApi.Metrics;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Api;

/// <summary>From a parsed request to its answer: route, rate, role, handler, envelope, audit line.</summary>
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
            answer = await AnswerAsync(exchange, match, role, settings.RateLimit, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The client went before its answer; what it asked for may be done all the same.
            Tell(request, role, match.Value?.Kind, 0, null, null);
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
        Tell(request, role, match.Value?.Kind, status, (answer as ApiAnswer.Error)?.Reason, (answer as ApiAnswer.Data)?.JobId);
    }

    private async ValueTask<ApiAnswer?> AnswerAsync(
        HttpExchange exchange, RouteMatch<ApiRoute> match, AccessRole role, RateLimitSettings limits, CancellationToken cancellationToken)
    {
        var request = exchange.Request;
        var refusal = RequestRules.Check(request, match);
        // What its head alone refuses is counted as a read: a page of another site must not use up the changes of whoever has it open.
        var kind = match.Value is not { } found || (refusal is not null && found.Kind == ApiRouteKind.Change) ? ApiRouteKind.Read : found.Kind;
        if (kind != ApiRouteKind.Vital)
        {
            var (isUnread, refused) = kind == ApiRouteKind.Change && role >= match.Value!.Role
                ? await TakeAsync(request, match.Value, limits, cancellationToken)
                : (false, Limited(rates.Take(limits, request.Client.FingerprintSha256, request.Client.Network, kind == ApiRouteKind.Change)));
            if (isUnread || refused is not null)
            {
                return refused;
            }
        }

        if (role == AccessRole.None)
        {
            // Before anything is told, and be it which paths there are.
            return ApiAnswer.Forbid(match.Value?.Role ?? AccessRole.Reader, role);
        }

        switch (match.Kind)
        {
            case RouteMatchKind.NotFound:
                return ApiAnswer.Refuse(ApiReason.NotFound, "there is nothing at this path");
            case RouteMatchKind.MethodNotAllowed:
                return new ApiAnswer.Error(ApiReason.MethodNotAllowed, $"this path takes {match.Allow}", null) { Allow = match.Allow };
            case RouteMatchKind.Options:
                return refusal ?? (await ReadAsync(request, null, cancellationToken) is { IsOver: true } read
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
            if (await ReadAsync(request, route, cancellationToken) is { IsOver: true } read)
            {
                return read.Answer;
            }

            var routed = new ApiRequest(exchange, match.Values) { Role = role };
            return route.Kind == ApiRouteKind.Change
                ? await idempotency.AnswerAsync(routed, route, cancellationToken)
                : await route.Handler(routed, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            ApiLog.HandlerFailed(logger, e, route.Operation, request.RequestId);
            return ApiAnswer.Refuse(ApiReason.InternalError, "an internal error; the log has it under this request id");
        }
    }

    /// <summary>
    /// A dry run counts as a read (contract section 4), which only the body tells. It is read while the client has anything left; a change that
    /// is refused after that costs a read, so that nobody sends bodies for nothing.
    /// </summary>
    /// <returns>IsUnread: the body could not be read, and the HTTP layer answers.</returns>
    private async ValueTask<(bool IsUnread, ApiAnswer? Refused)> TakeAsync(
        HttpRequest request, ApiRoute route, RateLimitSettings limits, CancellationToken cancellationToken)
    {
        var (client, network) = (request.Client.FingerprintSha256, request.Client.Network);
        if (!request.HasBody || route.Body == BodyUse.None)
        {
            return (false, Limited(rates.Take(limits, client, network, change: !DryRuns.IsAsked(request.Query))));
        }

        if (rates.Wait(limits, client, network, change: true) is { } wait && rates.Wait(limits, client, network, change: false) is not null)
        {
            return (false, Limited(wait));
        }

        var body = await request.ReadBodyAsync(cancellationToken);
        if (!body.IsComplete)
        {
            return (true, null);
        }

        if (DryRuns.IsAsked(body.Bytes.Span))
        {
            return (false, Limited(rates.Take(limits, client, network, change: false)));
        }

        var refused = Limited(rates.Take(limits, client, network, change: true));
        if (refused is not null)
        {
            rates.Take(limits, client, network, change: false);
        }

        return (false, refused);
    }

    private static ApiAnswer.Error? Limited(TimeSpan? wait) => wait is not { } time ? null
        : new ApiAnswer.Error(ApiReason.RateLimited, "too many requests from this certificate or address", null)
        {
            RetryAfterSeconds = (int)Math.Ceiling(time.TotalSeconds),
        };

    /// <summary>Reads the body where only that tells whether there is one. When it is over, the answer is null where the HTTP layer answers.</summary>
    /// <param name="route">Null for OPTIONS.</param>
    private static async ValueTask<(bool IsOver, ApiAnswer? Answer)> ReadAsync(HttpRequest request, ApiRoute? route, CancellationToken cancellationToken)
    {
        if (!RequestRules.MustReadBody(request, route?.Body ?? BodyUse.None))
        {
            return (false, null);
        }

        var body = await request.ReadBodyAsync(cancellationToken);
        var wrong = body.IsComplete ? RequestRules.CheckBody(request, route, body.Bytes.Length) : null;
        return (!body.IsComplete || wrong is not null, wrong);
    }

    private void Tell(HttpRequest request, AccessRole role, ApiRouteKind? kind, int status, ApiReason? reason, Guid? jobId)
    {
        var client = request.Client;
        var audited = Auditing.ClientOf(client, role);
        counts.Add(status, reason == ApiReason.RateLimited);
        // What was refused for its rate comes as fast as the client likes.
        var level = kind == ApiRouteKind.Change && reason != ApiReason.RateLimited ? LogLevel.Information : LogLevel.Debug;
        ApiLog.Answered(logger, level, request.RequestId, audited.Address, client.Name, request.Method, PeerText.Cut(request.RawTarget), status);
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
