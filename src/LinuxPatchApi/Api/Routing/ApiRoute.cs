using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Http.Routing;

namespace LinuxPatchApi.Api.Routing;

/// <summary>
/// Answers a routed request. Null when the body could not be read, which the HTTP layer answers. <see cref="ApiAnswer.Streamed"/> when the
/// handler has already answered on the connection.
/// </summary>
internal delegate ValueTask<ApiAnswer?> ApiHandler(ApiRequest request, CancellationToken cancellationToken);

/// <summary>The kind of a route, which decides its rate limit and checks.</summary>
internal enum ApiRouteKind
{
    /// <summary>Health and system info: exempt from the rate limit, because a manager polls them on every host.</summary>
    Vital,

    /// <summary>Reads.</summary>
    Read,

    /// <summary>Everything that changes something, dry runs included.</summary>
    Change,
}

/// <summary>Whether a route reads a body. A body it does not read is refused (contract section 3).</summary>
internal enum BodyUse
{
    /// <summary>A body is refused, unless it is empty.</summary>
    None,

    /// <summary>Without a body every member has its default.</summary>
    Optional,

    /// <summary>A JSON object is required.</summary>
    Required,
}

/// <summary>One route.</summary>
/// <param name="Operation">The operation id in the OpenAPI document.</param>
/// <param name="Role">The lowest role that may use it.</param>
internal sealed record ApiRoute(string Operation, ApiRouteKind Kind, AccessRole Role, ApiHandler Handler)
{
    public required BodyUse Body { get; init; }

    /// <summary>Query parameters the handler reads; all others are refused before it is called.</summary>
    public required IReadOnlyList<string> Query { get; init; }

    /// <summary>True when the answer occupies the connection and one of few slots, which pages of other sites must not use up.</summary>
    public bool IsWatch { get; init; }

    /// <summary>
    /// True when the handler answers from memory, or yields its thread before it waits: <see cref="HttpServerOptions.IsQuick"/>.
    /// </summary>
    public bool IsQuick { get; init; }

    /// <summary>Exempt from the rate limit.</summary>
    public static Route<ApiRoute> Vital(string path, string operation, ApiHandler handler, bool isQuick) => new(
        "GET",
        path,
        new ApiRoute(operation, ApiRouteKind.Vital, AccessRole.Reader, handler) { Body = BodyUse.None, Query = [], IsQuick = isQuick });

    /// <param name="query">The query parameters the handler reads.</param>
    public static Route<ApiRoute> Read(string path, string operation, ApiHandler handler, params string[] query) =>
        new("GET", path, new ApiRoute(operation, ApiRouteKind.Read, AccessRole.Reader, handler) { Body = BodyUse.None, Query = query });

    /// <param name="query">The query parameters the handler reads.</param>
    public static Route<ApiRoute> Watch(string path, string operation, ApiHandler handler, params string[] query) => new(
        "GET",
        path,
        new ApiRoute(operation, ApiRouteKind.Read, AccessRole.Reader, handler) { Body = BodyUse.None, Query = query, IsWatch = true });

    /// <param name="query">The query parameters the handler reads.</param>
    public static Route<ApiRoute> Change(
        AccessRole role, string method, string path, string operation, BodyUse body, ApiHandler handler, params string[] query) =>
        new(method, path, new ApiRoute(operation, ApiRouteKind.Change, role, handler) { Body = body, Query = query });
}
