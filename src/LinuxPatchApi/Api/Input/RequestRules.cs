using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Idempotency;
using LinuxPatchApi.Http;
using LinuxPatchApi.Http.Routing;

namespace LinuxPatchApi.Api.Input;

/// <summary>
/// What of a request must be right whatever the route is, so that no handler can forget it: who made the browser ask, and that nothing was sent
/// that nobody reads (contract section 3). What is not read might have been meant: a <c>dry_run</c> in the wrong place is a reboot. Pure.
/// </summary>
internal static class RequestRules
{
    private const string ContentType = "Content-Type";

    /// <summary>Fields that make a request conditional or partial (RFC 9110 sections 13 and 14.5) or resume one. A change that ignored them would do
    /// what the client did not ask.</summary>
    private static readonly string[] NotForChanges = ["If-Match", "If-None-Match", "If-Unmodified-Since", "Content-Range", "Last-Event-ID"];

    /// <summary>Null when nothing in the head speaks against the request.</summary>
    public static ApiAnswer? Check(HttpRequest request, in RouteMatch<ApiRoute> match)
    {
        if (match.Value is not { } route)
        {
            return match.Kind == RouteMatchKind.Options && HasLength(request) ? BodyRefused(request) : null;
        }

        var isChange = route.Kind == ApiRouteKind.Change;
        if ((isChange || route.IsWatch) && RequestOrigin.IsForeign(request, route.IsWatch))
        {
            return ApiAnswer.Refuse(
                ApiReason.OriginRefused,
                "a page of another site made this request; Origin must name the called host, Sec-Fetch-Site must be same-origin or none, and both may be left out");
        }

        return CheckQuery(request, route) ?? CheckFields(request, isChange)
            ?? (route.Body == BodyUse.None && HasLength(request) ? BodyRefused(request)
                : isChange && !MustReadBody(request, route.Body) ? CheckType(request) : null);
    }

    /// <summary>Whether only reading the body tells if there is one, and it must be known before the handler is called.</summary>
    public static bool MustReadBody(HttpRequest request, BodyUse use) =>
        request.HasBody && !HasLength(request) && (use == BodyUse.None || request.Headers.CountOf(ContentType) == 0);

    /// <summary>Null when a body of this length, which the head did not tell, is right.</summary>
    /// <param name="route">Null for OPTIONS.</param>
    public static ApiAnswer? CheckBody(HttpRequest request, ApiRoute? route, int length) =>
        length > 0 ? (route?.Body ?? BodyUse.None) == BodyUse.None ? BodyRefused(request) : NotJson()
        : route?.Kind == ApiRouteKind.Change ? CheckType(request) : null;

    private static ApiAnswer? CheckQuery(HttpRequest request, ApiRoute route)
    {
        var parameters = request.Query.Parameters;
        for (var i = 0; i < parameters.Count; i++)
        {
            var name = parameters[i].Key;
            if (!route.Query.Contains(name))
            {
                var known = route.Query.Count > 0 ? $"known are {string.Join(", ", route.Query.Order(StringComparer.Ordinal))}"
                    : route.Body == BodyUse.None ? "this path takes no query" : "options go into the body";
                return new InputFailure(ApiReason.InvalidRequest, name, $"is not known here; {known}").Answer;
            }

            if (request.Query.CountOf(name) > 1)
            {
                return new InputFailure(ApiReason.InvalidRequest, name, "is given more than once").Answer;
            }
        }

        return null;
    }

    private static ApiAnswer? CheckFields(HttpRequest request, bool isChange)
    {
        var headers = request.Headers;
        if (!isChange)
        {
            return headers.CountOf(IdempotencyRules.Header) == 0 ? null
                : new InputFailure(ApiReason.InvalidRequest, IdempotencyRules.Header, "belongs to changes; this only reads").Answer;
        }

        foreach (var name in NotForChanges)
        {
            if (headers.CountOf(name) > 0)
            {
                return new InputFailure(ApiReason.InvalidRequest, name, "is not taken by a change").Answer;
            }
        }

        return null;
    }

    /// <summary>A type that is given must be JSON even when nothing follows: forms without a field look like this.</summary>
    private static ApiAnswer? CheckType(HttpRequest request)
    {
        var headers = request.Headers;
        var isRight = headers.CountOf(ContentType) == 0 ? !HasLength(request) : IsJson(headers.Get(ContentType)!);
        return !isRight ? NotJson()
            : request.HasBody && headers.Get("Content-Encoding") is { } coding && !coding.Equals("identity", StringComparison.OrdinalIgnoreCase)
                ? ApiAnswer.Refuse(ApiReason.UnsupportedMediaType, "Content-Encoding: the body must be sent as it is")
                : null;
    }

    private static bool HasLength(HttpRequest request) => request.HasBody && request.Headers.CountOf("Transfer-Encoding") == 0;

    private static ApiAnswer BodyRefused(HttpRequest request) => new InputFailure(
        ApiReason.InvalidRequest, "body", $"{request.Method} takes none here{(request.Method == "DELETE" ? "; options go into the query" : "")}").Answer;

    private static ApiAnswer NotJson() => ApiAnswer.Refuse(
        ApiReason.UnsupportedMediaType, "Content-Type must be application/json, the body UTF-8; without a body the type may be left out");

    private static bool IsJson(string contentType)
    {
        var parts = contentType.Split(';', StringSplitOptions.TrimEntries);
        return parts[0].Equals(Envelope.Json, StringComparison.OrdinalIgnoreCase)
            && parts.Skip(1).All(p => !p.StartsWith("charset=", StringComparison.OrdinalIgnoreCase) || p[8..].Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase));
    }
}
