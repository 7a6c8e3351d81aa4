using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Http;
using LinuxPatchApi.Http.Routing;

namespace LinuxPatchApi.Api;

/// <summary>
/// Answers a routed request. Null: the body could not be read, and the HTTP layer answers. <see cref="ApiAnswer.Streamed"/>: the handler
/// has answered on the connection itself.
/// </summary>
internal delegate ValueTask<ApiAnswer?> ApiHandler(ApiRequest request, CancellationToken cancellationToken);

/// <summary>What a route costs and needs.</summary>
internal enum ApiRouteKind
{
    /// <summary>Health and system info: exempt from the rate limit, since a manager asks them of every host.</summary>
    Vital,

    /// <summary>Reads.</summary>
    Read,

    /// <summary>Everything that changes something, dry runs included.</summary>
    Change,
}

/// <summary>Whether a route reads a body. What it does not read it must not be sent (contract section 3).</summary>
internal enum BodyUse
{
    /// <summary>A body is refused; an empty one is none.</summary>
    None,

    /// <summary>Without a body every member has its default.</summary>
    Optional,

    /// <summary>A JSON object is needed.</summary>
    Required,
}

/// <param name="Operation">The OpenAPI operation id.</param>
/// <param name="Role">The least role that may ask this.</param>
internal sealed record ApiRoute(string Operation, ApiRouteKind Kind, AccessRole Role, ApiHandler Handler)
{
    public required BodyUse Body { get; init; }

    /// <summary>Query parameters that the handler reads; all others are refused before it is called.</summary>
    public required IReadOnlyList<string> Query { get; init; }

    /// <summary>The answer keeps the connection and one of few places: other sites' pages get none of them.</summary>
    public bool IsWatch { get; init; }

    /// <summary>The handler answers from memory, or leaves its thread before it waits: <see cref="HttpServerOptions.IsQuick"/>.</summary>
    public bool IsQuick { get; init; }

    /// <summary>Exempt from the rate limit.</summary>
    public static Route<ApiRoute> Vital(string path, string operation, ApiHandler handler, bool isQuick) => new(
        "GET", path, new ApiRoute(operation, ApiRouteKind.Vital, AccessRole.Reader, handler) { Body = BodyUse.None, Query = [], IsQuick = isQuick });

    /// <param name="query">The query parameters that the handler reads.</param>
    public static Route<ApiRoute> Read(string path, string operation, ApiHandler handler, params string[] query) =>
        new("GET", path, new ApiRoute(operation, ApiRouteKind.Read, AccessRole.Reader, handler) { Body = BodyUse.None, Query = query });

    /// <param name="query">The query parameters that the handler reads.</param>
    public static Route<ApiRoute> Watch(string path, string operation, ApiHandler handler, params string[] query) => new(
        "GET", path, new ApiRoute(operation, ApiRouteKind.Read, AccessRole.Reader, handler) { Body = BodyUse.None, Query = query, IsWatch = true });

    /// <param name="query">The query parameters that the handler reads.</param>
    public static Route<ApiRoute> Change(
        AccessRole role, string method, string path, string operation, BodyUse body, ApiHandler handler, params string[] query) =>
        new(method, path, new ApiRoute(operation, ApiRouteKind.Change, role, handler) { Body = body, Query = query });
}
