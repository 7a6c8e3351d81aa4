using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Idempotency;
using LinuxPatchApi.Api.Routing;
using LinuxPatchApi.Http.Messages;
using LinuxPatchApi.Http.Routing;

namespace LinuxPatchApi.Api.Input;

/// <summary>
/// Rules for every request, independent of its route, so that no handler can forget them: the origin of a browser's request, and that
/// nothing is sent that no handler reads (contract section 3), because it may have been meant: a <c>dry_run</c> in the wrong place is a
/// reboot. Pure.
/// </summary>
internal static class RequestRules
{
    private const string ContentType = "Content-Type";

    /// <summary>
    /// Fields that make a request conditional or partial (RFC 9110 sections 13 and 14.5) or resume one. A change that ignored them would do
    /// something other than requested.
    /// </summary>
    private static readonly string[] RefusedForChanges =
        ["If-Match", "If-None-Match", "If-Unmodified-Since", "Content-Range", "Last-Event-ID"];

    /// <summary>Checks the head. Null when the request is valid.</summary>
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
                "a page of another site made this request; Origin must name the called host, Sec-Fetch-Site must be same-origin or none, "
                    + "and both may be left out");
        }

        return CheckQuery(request, route) ?? CheckFields(request, isChange)
            ?? (route.Body == BodyUse.None && HasLength(request) ? BodyRefused(request)
                : isChange && !MustReadBody(request, route.Body) ? CheckType(request) : null);
    }

    /// <summary>True when only reading the body shows whether there is one, which must be known before the handler is called.</summary>
    public static bool MustReadBody(HttpRequest request, BodyUse use) =>
        request.HasBody && !HasLength(request) && (use == BodyUse.None || request.Headers.CountOf(ContentType) == 0);

    /// <summary>Checks a body whose length the head did not declare. Null when it is valid.</summary>
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
                var rule = route.Query.Count > 0 ? UnknownName.Rule(name, route.Query)
                    : $"is not known here; {(route.Body == BodyUse.None ? "this path takes no query" : "options go into the body")}";
                return new InputFailure(ApiReason.InvalidRequest, name, rule).Answer;
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

        foreach (var name in RefusedForChanges)
        {
            if (headers.CountOf(name) > 0)
            {
                return new InputFailure(ApiReason.InvalidRequest, name, "is not taken by a change").Answer;
            }
        }

        return null;
    }

    /// <summary>Checks type and encoding. A type must be JSON even without a body: a form without fields looks like that.</summary>
    private static ApiAnswer? CheckType(HttpRequest request)
    {
        var headers = request.Headers;
        var isValid = headers.CountOf(ContentType) == 0 ? !HasLength(request) : IsJson(headers.Get(ContentType)!);
        return !isValid ? NotJson()
            : request.HasBody
                && headers.Get("Content-Encoding") is { } coding && !coding.Equals("identity", StringComparison.OrdinalIgnoreCase)
                ? ApiAnswer.Refuse(ApiReason.UnsupportedMediaType, "Content-Encoding: the body must be sent as it is")
                : null;
    }

    private static bool HasLength(HttpRequest request) => request.HasBody && request.Headers.CountOf("Transfer-Encoding") == 0;

    private static ApiAnswer BodyRefused(HttpRequest request)
    {
        var hint = request.Method == "DELETE" ? "; options go into the query" : "";
        return new InputFailure(ApiReason.InvalidRequest, "body", $"{request.Method} takes none here{hint}").Answer;
    }

    private static ApiAnswer NotJson() => ApiAnswer.Refuse(
        ApiReason.UnsupportedMediaType, "Content-Type must be application/json, the body UTF-8; without a body the type may be left out");

    private static bool IsJson(string contentType)
    {
        var parts = contentType.Split(';', StringSplitOptions.TrimEntries);
        return parts[0].Equals(Envelope.Json, StringComparison.OrdinalIgnoreCase)
            && parts.Skip(1).All(p => !p.StartsWith("charset=", StringComparison.OrdinalIgnoreCase) || IsUtf8(p[8..].Trim('"')));
    }

    private static bool IsUtf8(string charset) => charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase);
}
